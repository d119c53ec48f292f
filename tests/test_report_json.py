import json
from dataclasses import dataclass

import pytest
from documents import annotated, build, example
from hypothesis import given
from jsonschema import Draft202012Validator

from factcheck.document import FailedDocument
from factcheck.errors import InputError
from factcheck.report.json import decode, encode, json_schema

FAILED = FailedDocument.of("a\nb", "no text")
VALIDATOR = Draft202012Validator(json_schema())


def changed(**fields):
    """One line of the example with some of its fields replaced."""
    return json.dumps(json.loads(encode(example())) | fields).encode()


def test_the_schema_is_valid_and_says_what_it_is():
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith("/schema/factcheck-1.json")
    assert schema["title"] == "A record of factcheck/1"
    assert len(schema["oneOf"]) == 2


@given(annotated())
def test_every_document_is_one_valid_line_and_comes_back_equal(document):
    line = encode(document)
    assert b"\n" not in line
    VALIDATOR.validate(json.loads(line))
    assert decode(line) == document


def test_a_failed_document_is_a_valid_line_too():
    line = encode(FAILED)
    assert b"\n" not in line
    VALIDATOR.validate(json.loads(line))
    assert decode(line + b"\n") == FAILED


@pytest.mark.parametrize("field", ["schema", "document", "text", "claims", "summary", "run"])
def test_the_schema_requires_every_field(field):
    record = json.loads(encode(example()))
    del record[field]
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(InputError, match=field):
        decode(json.dumps(record).encode())


def test_the_schema_refuses_a_record_of_both_kinds():
    record = json.loads(encode(example())) | {"error": {"kind": "x", "message": "y"}}
    assert not VALIDATOR.is_valid(record)


def test_fields_of_a_later_minor_version_are_ignored():
    line = changed(translated_from="sv")
    VALIDATOR.validate(json.loads(line))
    assert decode(line) == example()


@dataclass
class Case:
    line: bytes
    says: str


@pytest.mark.parametrize(
    "case",
    [
        Case(b"", "truncated"),
        Case(b"null", "object"),
        Case(b"[1]", "object"),
        Case(b'{"schema": "factcheck/2"}', "factcheck/2"),
        Case(b'{"schema": "factcheck/1"}', "missing required field"),
        Case(b'{"schema": "factcheck/1", "error": "no", "document": {"id": "a"}}', r"\$.error"),
        Case(b'{"schema": "\xff"}', "utf-8"),
        Case(b'{"schema": "\\ud800"}', "not a factcheck/1 record"),
        Case(b'{"x": ' + b"[" * 100_000, "recursion"),
        Case(changed(text=7), r"\$.text"),
        Case(changed(text="shorter"), r"claims\[0\] quotes text\[0:"),
        Case(changed(claims=[{"label": "true"}]), r"\$.claims\[0\]"),
    ],
    ids=lambda case: case.line[:30],
)
def test_anything_else_is_refused_in_one_line(case):
    with pytest.raises(InputError, match=case.says) as caught:
        decode(case.line)
    assert "\n" not in str(caught.value)


def test_claims_out_of_order_are_refused():
    record = json.loads(encode(build("One. Two.", ["opinion", "hedged"])))
    record["claims"].reverse()
    with pytest.raises(InputError, match=r"claims\[1\] starts at 0"):
        decode(json.dumps(record).encode())


def test_a_cue_that_misquotes_is_refused():
    record = json.loads(encode(example()))
    record["claims"][4]["cues"][0]["text"] = "Same"
    with pytest.raises(InputError, match=r"claims\[4\] quotes .* as 'Same'"):
        decode(json.dumps(record).encode())


@pytest.mark.parametrize("claim", [{"claim": 17}, {"claim": 0, "other": 17}])
def test_a_contradiction_of_a_claim_that_is_not_there_is_refused(claim):
    found = {"claim": 0, "other": None, "score": 0.9}
    assert decode(changed(contradictions=[found])).contradictions
    with pytest.raises(InputError, match=r"contradictions\[1\] is of claim .*, but there are 17"):
        decode(changed(contradictions=[found, found | claim]))


@pytest.mark.parametrize("digest", ["", "5f", "x" * 64, "5f" * 32 + "\n"])
def test_a_digest_that_is_none_is_refused(digest):
    info = json.loads(encode(example()))["document"] | {"sha256": digest}
    with pytest.raises(InputError, match=r"document\.sha256 is .*, not 64 hexadecimal digits"):
        decode(changed(document=info))


def test_golden(golden):
    golden("article.json", encode(example()).decode())
