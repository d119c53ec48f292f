import gzip
import json
import random
import subprocess
import sys
import tomllib

import pytest
import torch
from prepare import (
    changed,
    exchanged,
    pair_row,
    sentence_row,
    shuffled_evidence,
    swapped,
    variants_of,
)
from rows import read_rows
from safetensors.torch import load_file
from tiny import ROOT, TOKENIZER

from factcheck.document import Stance
from factcheck.model.manifest import read_manifest
from factcheck.model.scorer import EncoderScorer
from factcheck.settings import Settings

TRAINING = ROOT / "training"
SETS = tomllib.loads((TRAINING / "sets.toml").read_text())
PLACES = ("Arnby", "Bollin", "Candor", "Drevik")
LABELS = ("supported", "refuted", "unverified")
HELD_OUT = "The old mill at Zarn may close."  # a sentence of stance/dev and of an article
SYMMETRIC = "Zarn lies in the north."  # a hypothesis of FEVER-Symmetric
NLI = {"premise": "A ferry sails from Zarn at noon.", "label": "entailment"}


# A data folder of our own, in the form of the real one


def sentence(text, stance, cue=None, source=None):
    def span(words):
        start = text.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    author = {"kind": "author", "start": None, "end": None, "text": None}
    return {
        "id": "s1",
        "text": text,
        "stance": stance,
        "cues": [{**span(cue), "type": "possibility"}] if cue else [],
        "source": {"kind": "named", **span(source)} if source else author,
    }


def passage(place, number):
    text = (
        f"The council of {place} met in March {2000 + number}. The members in {place} voted to"
        f" spend {number + 3} million euros on a school, said Ines Okafor."
    )
    return {"passage_id": f"{place}-{number}", "document": place, "text": text}


def claims(places):
    return [
        {
            "id": f"{place}-{number}-{label}",
            "passage_id": f"{place}-{number}",
            "document": place,
            "premise": passage(place, number)["text"],
            "claim": f"The council of {place} met in {1990 + 10 * number + shift}.",
            "label": label,
            "kind": "a",
        }
        for place in places
        for number in (1, 2)
        for shift, label in enumerate(LABELS)
    ]


def fact(label, split):
    claim = f"The harbour of {split} holds {len(label)} boats."
    about = {"kind": "pair", "fact": "boats", "country": split}
    return {"premise": "It holds 9.", "hypothesis": claim, "label": label, "split": split, **about}


STANCES = [
    sentence("The port of Arnby may close in May.", "hedged", cue="may close"),
    sentence("The ministry said the port is open.", "asserted", source="The ministry"),
    sentence("What a shameful plan!", "opinion"),
    sentence("All rights reserved.", "none"),
]


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The data folder, the facts beside it."""
    data = tmp_path_factory.mktemp("data")
    kinds = ("entailment", "neutral", "contradiction")
    for entry in SETS.values():
        name = entry.get("file", "")
        if name.startswith("nli/"):
            rows = [{**NLI, "hypothesis": f"{name} {kind}.", "label": kind} for kind in kinds]
            write(data / name, rows)
    fever = [
        {
            **NLI,
            "premise": f"{place} has a port. " * 3,
            "hypothesis": f"The port of {place} is big.",
        }
        for place in PLACES * 8
    ]
    long = {**NLI, "premise": "rain " * 300, "hypothesis": "It rains a lot."}
    write(data / SETS["fever-a"]["file"], [*fever, {**NLI, "hypothesis": SYMMETRIC}])
    write(data / SETS["snli-dev"]["file"], [{**NLI, "hypothesis": "A ferry sails."}, long])
    two_way = [
        {**NLI, "hypothesis": "It sails.", "label": name} for name in ("supported", "unsupported")
    ]
    write(data / SETS["factcg"]["file"], two_way)
    for name in ("stance", "articles"):
        write(data / f"{name}/train.jsonl", STANCES)
        dev = [{**row, "text": f"{row['text']} (dev)"} for row in STANCES]
        write(data / f"{name}/dev.jsonl", [*dev, sentence(HELD_OUT, "hedged", cue="may")])
    write(data / "verify/train.jsonl", claims(PLACES[:3]))
    write(data / "verify/dev.jsonl", claims(PLACES[2:]))
    write(data / "verify/passages.jsonl", [passage(p, n) for p in PLACES for n in (1, 2)])
    write(data / "nli/snli_dev_holdout.jsonl.gz", [{**NLI, "hypothesis": "A boat sails."}])
    write(data / "nli/fever_symmetric_dev.jsonl.gz", [{**NLI, "hypothesis": SYMMETRIC}])
    article = f"{HELD_OUT} The mill at Zarn was built in 1890.\n\nIt grinds oats."
    write(data / "news/wikinews_2019_2020.jsonl.gz", [{"text": article}])
    for name in ("gum", "ewt"):
        write(data / f"sentences/{name}_train.jsonl.gz", [{"id": name, "text": f"We met {name}."}])
    write(data / "opinion/newssd_train.jsonl", [{"text": "A fine plan indeed.\n", "label": "SUBJ"}])
    facts = [fact(label, split) for label in kinds for split in ("train", "dev")]
    write(data / "facts.jsonl.gz", facts)
    annotations(data / "annotations")
    return data


def annotations(folder):
    """Annotations of ours: on the article of the news, on a passage, and of an article of ours."""
    news = {"file": "news/wikinews_2019_2020.jsonl.gz", "document": 0}
    grinds = {"start": 69, "end": 84, "stance": "asserted", "cues": [], "source": [0, 2, "named"]}
    doubted = {"start": 0, "end": 32, "stance": "hedged", "cues": [[21, 24, "possibility"]]}
    write(folder / "sentences.jsonl.gz", [news | grinds, news | doubted | {"source": None}])
    ours = {"article": "a-1", "text": "Pity.", "stance": "opinion", "source": None}
    write(folder / "articles.jsonl.gz", [{**ours, "cues": [[0, 4, "attitude"]]}])
    sentence = {"stance": "opinion", "cues": [], "source": None}
    sets = [{"set": n, "sentences": [{"text": f"Set {n}.", **sentence}] * 2} for n in range(1, 21)]
    write(folder / "variations.jsonl.gz", sets)
    place = {"file": "verify/passages.jsonl", "document": 0, "start": 0, "end": 41}
    said = {"c": "The council met in 2001.", "date": "It met in 2004.", "detail": "It met at noon."}
    told = {"passage": "w-1", "premise": "Oslo lies by a fjord.", "kind": "a"}
    write(folder / "passages.jsonl.gz", [{**told, "claim": "There is a fjord at Oslo."}])
    subjects = [
        {
            "subject": place,
            "premises": [f"Rain fell in {place}.", f"No rain fell in {place}."],
            "claims": [[f"It rained in {place}.", "supported", "refuted"]],
        }
        for place in ["Oslo", *(f"Bergen {n}" for n in range(18)), "Ålesund"]
    ]
    write(folder / "contrasts.jsonl.gz", subjects)
    write(
        folder / "claims.jsonl.gz",
        [{**place, "claim": claim, "kind": kind} for kind, claim in said.items()],
    )


def script(name, *arguments):
    """Run a training script as a user does."""
    command = [sys.executable, str(TRAINING / name), *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def prepared(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("prepared")
    prepare(data, out)
    return out


def prepare(data, out, *options):
    annotated = ("--annotations", data / "annotations")
    script("prepare.py", data, data / "facts.jsonl.gz", out, *annotated, *options)


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# What prepare.py writes


def test_files(prepared):
    splits = (
        *("stance", "articles", "stance_variations", "verify", "verify_swapped", "facts"),
        *("retrieved", "snli_dev_holdout", "fever_symmetric_dev", "contrasts"),
    )
    training = ("sentences", "pairs", "pool_sentences", "pool_pairs")
    expected = {f"{name}.jsonl.gz" for name in training}
    expected |= {f"dev/{name}.jsonl.gz" for name in splits}
    assert set(contents(prepared)) == expected | {"sets.json"}


def test_sentences(prepared):
    rows = read_rows(prepared / "sentences.jsonl.gz")
    assert rows[:2] == [
        {
            "text": "The port of Arnby may close in May.",
            "stance": "hedged",
            "cues": [[18, 27, "possibility"]],
            "source": None,
        },
        {
            "text": "The ministry said the port is open.",
            "stance": "asserted",
            "cues": [],
            "source": [0, 12, "named"],
        },
    ]
    times = SETS["stance"]["full"] + SETS["articles"]["full"]
    assert len(rows) == times * len(STANCES) + 2 + 2 * 19


def test_annotations_of_ours_are_joined_with_their_text(prepared):
    rows = read_rows(prepared / "sentences.jsonl.gz")
    grinds = {
        "text": "It grinds oats.",
        "stance": "asserted",
        "cues": [],
        "source": [0, 2, "named"],
    }
    assert grinds in rows
    assert [row["text"] for row in rows[-39:-37]] == ["Pity.", "Set 1."]
    assert not any(row["text"] == HELD_OUT for row in rows)  # a sentence of stance/dev
    pairs = read_rows(prepared / "pairs.jsonl.gz")
    premise = "The council of Arnby met in March 2001. T"
    found = {row["hypothesis"]: row["label"] for row in pairs if row["premise"] == premise}
    expected = {
        "The council met in 2001.": "entailment",
        "It met in 2004.": "contradiction",
        "It met at noon.": "neutral",
    }
    assert expected.items() <= found.items()
    own = {"premise": "Oslo lies by a fjord.", "hypothesis": "There is a fjord at Oslo."}
    assert {**own, "label": "entailment"} in pairs
    rained = [row for row in pairs if row["hypothesis"] == "It rained in Oslo."]
    found = {row["premise"]: row["label"] for row in rained}
    versions = {"Rain fell in Oslo.": "entailment", "No rain fell in Oslo.": "contradiction"}
    assert versions.items() <= found.items()


def test_pairs(prepared):
    rows = read_rows(prepared / "pairs.jsonl.gz")
    assert all(list(row) == ["premise", "hypothesis", "label"] for row in rows)
    labels = {row["label"] for row in rows}
    assert labels == {"entailment", "neutral", "contradiction", "not entailment"}
    hypotheses = {row["hypothesis"] for row in rows}
    assert SYMMETRIC not in hypotheses
    assert "It rains a lot." not in hypotheses  # too long to be read whole
    assert "The harbour of train holds 7 boats." in hypotheses
    assert not any("harbour of dev" in text for text in hypotheses)


def test_claims_are_also_paired_with_what_settles_nothing(prepared):
    own = {row["claim"]: row["premise"] for row in claims(PLACES[:3])}
    pairs = [row for row in read_rows(prepared / "pairs.jsonl.gz") if row["hypothesis"] in own]
    elsewhere = [row for row in pairs if row["premise"] != own[row["hypothesis"]]]
    assert elsewhere
    assert {row["label"] for row in elsewhere} == {"neutral"}


def test_pools_have_no_labels_and_nothing_of_the_development_data(prepared):
    sentences = read_rows(prepared / "pool_sentences.jsonl.gz")
    assert {"text": "The mill at Zarn was built in 1890."} in sentences
    assert {"text": HELD_OUT} not in sentences
    assert all(list(row) == ["text"] for row in sentences)
    assert len({row["text"] for row in sentences}) == len(sentences)
    pairs = read_rows(prepared / "pool_pairs.jsonl.gz")
    assert pairs
    assert all(list(row) == ["premise", "hypothesis"] for row in pairs)
    assert not any(place in row["premise"] for row in pairs for place in PLACES[3:])


def test_development_splits(prepared):
    assert len(read_rows(prepared / "dev/stance.jsonl.gz")) == len(STANCES) + 1
    varied = read_rows(prepared / "dev/stance_variations.jsonl.gz")
    assert [row["text"] for row in varied] == 2 * ["Set 20."]
    verify = read_rows(prepared / "dev/verify.jsonl.gz")
    expected = ["entailment", "contradiction", "neutral"] * 4
    assert [row["label"] for row in verify] == expected
    contrasts = read_rows(prepared / "dev/contrasts.jsonl.gz")
    assert [row["hypothesis"] for row in contrasts] == 2 * ["It rained in Ålesund."]
    trained = {row["hypothesis"] for row in read_rows(prepared / "pairs.jsonl.gz")}
    assert "It rained in Ålesund." not in trained
    facts = read_rows(prepared / "dev/facts.jsonl.gz")
    assert all("harbour of dev" in row["hypothesis"] for row in facts)
    assert {row["label"] for row in read_rows(prepared / "dev/verify_swapped.jsonl.gz")} == {
        "neutral"
    }


def test_record_of_the_sets(prepared):
    record = json.loads((prepared / "sets.json").read_text())
    assert set(record["sets"]) == set(SETS)
    assert record["sets"]["stance"] == {"rows": 4, "licence": SETS["stance"]["licence"]}
    assert record["sets"]["snli-dev"]["rows"] == 1
    for name, number in record["written"].items():
        assert number == len(read_rows(prepared / f"{name}.jsonl.gz"))


def test_same_seed_gives_the_same_bytes(data, prepared, tmp_path):
    prepare(data, tmp_path / "again")
    prepare(data, tmp_path / "other", "--seed", 1)
    assert contents(tmp_path / "again") == contents(prepared)
    assert contents(tmp_path / "other") != contents(prepared)


def test_short_mix_is_smaller_but_for_the_sentences(data, prepared, tmp_path):
    prepare(data, tmp_path, "--mix", "short")
    fewer, all_of_them = (
        json.loads((folder / "sets.json").read_text())["sets"] for folder in (tmp_path, prepared)
    )
    assert fewer["stance"] == all_of_them["stance"]
    assert fewer["verify"]["rows"] == int(SETS["verify"]["short"] * 18)
    pairs = read_rows(tmp_path / "pairs.jsonl.gz")
    sentences = [row for row in pairs if row["hypothesis"] in row["premise"]]
    assert {row["label"] for row in sentences} == {"entailment"}
    assert not any("council of Drevik" in row["premise"] for row in pairs)  # of verify/dev


def test_a_share_above_one_says_how_often_a_set_comes(data, prepared, tmp_path):
    prepare(data, tmp_path, "--mix", "base")
    assert SETS["verify"]["base"] == SETS["stance"]["base"] == 2
    pairs, sentences = (
        read_rows(tmp_path / "pairs.jsonl.gz"),
        read_rows(tmp_path / "sentences.jsonl.gz"),
    )
    verify = {json.dumps(pair_row(row)) for row in read_rows(data / "verify/train.jsonl")}
    assert sum(json.dumps(row) in verify for row in pairs) == 2 * len(verify)
    once = read_rows(prepared / "sentences.jsonl.gz")[: len(STANCES)]
    assert sentences[: 2 * len(STANCES)] == once * 2


def test_easy_mix_is_pairs_of_a_few_sets_alone(data, prepared, tmp_path):
    prepare(data, tmp_path, "--mix", "easy")
    used = json.loads((tmp_path / "sets.json").read_text())["sets"]
    assert set(used) <= {name for name, entry in SETS.items() if "easy" in entry}
    assert read_rows(tmp_path / "sentences.jsonl.gz") == []
    pairs = read_rows(tmp_path / "pairs.jsonl.gz")
    assert len(pairs) == sum(entry["rows"] for entry in used.values())
    assert all(pair in read_rows(prepared / "pairs.jsonl.gz") for pair in pairs)


# Its parts


def test_rows_take_the_names_of_nli():
    assert pair_row({"premise": "p", "claim": "c", "label": "refuted"}) == {
        "premise": "p",
        "hypothesis": "c",
        "label": "contradiction",
    }
    row = {"premise": "p", "hypothesis": "h", "label": "unsupported"}
    assert pair_row(row)["label"] == "not entailment"
    assert pair_row({**row, "label": "neutral"})["label"] == "neutral"


def test_offsets_of_a_sentence_row_are_kept():
    row = sentence_row(sentence("Arnby, he said, may win.", "hedged", cue="may", source="he"))
    assert row["cues"] == [[16, 19, "possibility"]]
    assert row["source"] == [7, 9, "named"]


def test_swapped_gives_siblings_strangers_and_nothing():
    rows = claims(PLACES) * 20
    found = swapped(rows, random.Random(3), near=1.0, far=1.0, empty=0.06)
    own = {row["claim"]: row for row in rows}
    siblings = [row for row in found if own[row["hypothesis"]]["document"] in row["premise"]]
    empty = [row for row in found if not row["premise"]]
    assert {row["label"] for row in found} == {"neutral"}
    assert not any(row["premise"] == own[row["hypothesis"]]["premise"] for row in found)
    assert len(siblings) == len(rows)
    assert len(found) == 2 * len(rows) + len(empty)
    assert 0.02 < len(empty) / len(rows) < 0.12
    some = swapped(rows, random.Random(3), near=0.25, far=0.0, empty=0.0)
    assert 0.1 < len(some) / len(rows) < 0.4


def test_evidence_of_another_claim_shares_no_name_with_it():
    rows = [
        {"premise": f"In {place} it rains.", "hypothesis": f"It rains in {place}."}
        for place in PLACES * 10
    ]
    found = shuffled_evidence(rows, random.Random(3))
    assert found
    for row in found:
        assert not any(p in row["premise"] and p in row["hypothesis"] for p in PLACES)


def test_one_name_or_number_is_changed():
    text = "In March the town of Arnby paid 40 boats, said Ines Okafor."
    others = ["Bollin", "Per Aune"]
    found = {changed(text, text, others, random.Random(seed)) for seed in range(60)}
    assert None not in found
    assert text not in found
    assert any("40" not in row for row in found)
    assert any("Arnby" not in row for row in found)
    assert any("Bollin" in row for row in found)


def test_sentence_without_name_or_number_is_not_changed():
    assert changed("It rained all day.", "It rained.", ["Bollin"], random.Random(0)) is None


def test_year_stays_a_year():
    text = "it opened in 1990 at last"
    for seed in range(20):
        year = next(
            word
            for word in changed(text, text, [], random.Random(seed)).split()
            if word.isdecimal()
        )
        assert year != "1990"
        assert 1970 <= int(year) <= 1997


# From prepared rows to a model folder


@pytest.mark.slow
def test_train_and_export(prepared, tmp_path):
    out, folder = tmp_path / "student", tmp_path / "model"
    start = TOKENIZER.parent / "model.safetensors"
    options = ("--start", start, "--epochs", 1, "--share", 0.2)
    printed = script("train.py", prepared, *options, "--frozen", 4, "--out", out)
    assert "epoch 1: loss " in printed
    assert "fever_symmetric_dev " in printed
    weights = out / "model.safetensors"
    assert weights.stat().st_size == start.stat().st_size
    assert weights.read_bytes() != start.read_bytes()
    script("export.py", weights, TOKENIZER, prepared, folder, "--name", "trial")
    manifest = read_manifest(folder)
    assert manifest.name == "trial"
    assert 0.5 <= manifest.thresholds().supported <= 1
    assert 0.5 <= manifest.thresholds(0.95).refuted <= 1
    assert "rows = 18" in (folder / "manifest.toml").read_text()
    scorer = EncoderScorer.load(folder, Settings(device="cpu"))
    (reading,) = scorer.read(["Rain fell on Friday."])
    assert sum(getattr(reading.stance, name) for name in Stance) == pytest.approx(1)
    small = tmp_path / "small"
    script("export.py", weights, TOKENIZER, prepared, small, "--name", "small", "--rounded")
    size = (small / "model.safetensors").stat().st_size
    assert size < 0.55 * (folder / "model.safetensors").stat().st_size
    (rounded,) = EncoderScorer.load(small, Settings(device="cpu")).read(["Rain fell on Friday."])
    assert rounded.stance.asserted == pytest.approx(reading.stance.asserted, abs=0.05)
    printed = script(
        "train.py", prepared, *options, "--frozen", 12, "--only-sentences", "--out", out
    )
    assert "fever" not in printed
    before, after = load_file(start), load_file(weights)
    learned = {name.split(".")[0] for name in after if not torch.equal(before[name], after[name])}
    assert learned == {"transform", "stance", "tags"}


def test_two_names_change_places():
    rng = random.Random(0)
    claim = "On Monday Ines Okafor beat Jon Falk, said Ines Okafor."
    assert exchanged(claim, rng) == "On Monday Jon Falk beat Ines Okafor, said Jon Falk."
    assert exchanged("It was won by nobody but Ines Okafor.", rng) is None
    assert exchanged("They met Ines Okafor and Jon Okafor.", rng) is None


def test_variants_differ_from_the_claims_and_have_no_label():
    row = {
        "premise": "In May the mayor, Ines Okafor, beat Jon Falk by 40 votes.",
        "hypothesis": "The mayor Ines Okafor beat Jon Falk by 40 votes.",
        "label": "entailment",
    }
    found = variants_of([row] * 20, random.Random(1))
    assert all(list(variant) == ["premise", "hypothesis"] for variant in found)
    texts = {variant["hypothesis"] for variant in found}
    assert row["hypothesis"] not in texts
    assert "The mayor Jon Falk beat Ines Okafor by 40 votes." in texts
    assert any("40" not in text for text in texts)
