"""Prepare the training data: ``python training/prepare.py DATA_DIR FACTS OUT``.

Reads the sets named in ``sets.toml`` from DATA_DIR (FACTS, made by ``facts.py``, stands for the
set ``facts``) and writes to OUT:

    sentences.jsonl.gz   {"text", "stance", "cues": [[start, end, type]], "source": [...] | null}
    pairs.jsonl.gz       {"premise", "hypothesis", "label"}
    pool_sentences.jsonl.gz, pool_pairs.jsonl.gz   the same without labels, for the teacher
    dev/*.jsonl.gz       the development splits in the same form
    sets.json            rows used of each set

Each set gives the share that ``sets.toml`` names for the mix: ``full`` for a GPU, ``short`` for a
round of ``small`` on a CPU, ``easy``, ``base``, ``more`` and ``last`` for the four of ``base``,
``facts`` for one more that is not in what ships (see the README).
``easy`` is what an encoder that knows nothing of NLI begins with: short pairs that people wrote,
alone. From mostly hard pairs NLI stays at chance for hundreds of steps.

Beside the rows as they are, each claim of ``verify`` is also paired with another passage of its
document and with one of another document, some claims of FEVER with evidence for another claim,
and some claims with nothing: all neutral, so that a claim alone cannot decide. Added are sentences
of passages with a name or number changed, and claims before the passages of the evidence corpus
that retrieval finds for them. The pool also holds the claims with a name or number changed, or two
names exchanged, of which the teacher is to say what they are.
"""

import argparse
import json
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotations import (
    FOLDER,
    annotated_sentences,
    contrasting_claims,
    varied_sentences,
    written_claims,
    written_sentences,
)
from retrieved import fact_pairs, index_of, neutral, news_pairs
from rows import Row, read_rows, write_rows

from factcheck.sentences import split

RELATION_OF = {
    "supported": "entailment",
    "refuted": "contradiction",
    "unverified": "neutral",
    "unsupported": "not entailment",
}
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w])")
NOT_NAMES = frozenset("I The A An He She It They We You This That In On At".split())
RETRIEVED = 2500  # claims on countries, and sentences of the news, before what is found for them
RETRIEVED_SHORT = 500
RETRIEVED_DEV = 400
CORPUS = Path(__file__).parent.parent / "corpus/evidence/factbook.jsonl.gz"
CHANGED_SENTENCES = 2  # of each passage
LONGEST_WORDS = 230  # about 300 word pieces; longer premises are left out, not cut
POOL_NEGATIVES = 3  # unlabelled passages paired with each claim of verify
FEVER_NEUTRAL_SHARE = 0.25
MIXES = ("full", "short", "easy", "base", "more", "last", "facts")
CLAIMS = ("verify", "claims", "contrasts")  # sets of claims about passages
NEAR_SHARE, FAR_SHARE, EMPTY_SHARE = 0.4, 0.12, 0.03  # of the claims, before what is not theirs


def sentence_row(row: Row) -> Row:
    """Keep what the stance and tags heads learn from; spans may be objects or lists."""
    return {
        "text": row["text"],
        "stance": row["stance"],
        "cues": [span(cue, "type") for cue in row["cues"]],
        "source": row["source"] and span(row["source"], "kind"),
    }


def span(given: Row | list[Any], kind: str) -> list[Any] | None:
    """A span as [start, end, kind]; nothing for a source without one."""
    if isinstance(given, list):
        return given
    return None if given["start"] is None else [given["start"], given["end"], given[kind]]


def pair_row(row: Row) -> Row:
    """Bring a pair to the names of NLI."""
    label = row["label"]
    return {
        "premise": row["premise"],
        "hypothesis": row.get("claim", row.get("hypothesis")),
        "label": RELATION_OF.get(label, label),
    }


def short(row: Row) -> bool:
    """Whether the pair fits the training window without being cut."""
    return len(row["premise"].split()) + len(row["hypothesis"].split()) <= LONGEST_WORDS


def share_of(rows: Sequence[Row], share: float, rng: random.Random) -> list[Row]:
    """A share of the sentences, or all pairs of a share of the premises, which are read once."""
    texts = list(dict.fromkeys(row.get("premise", row.get("text")) for row in rows))
    kept = set(rng.sample(texts, round(share * len(texts))))
    return [row for row in rows if row.get("premise", row.get("text")) in kept]


def swapped(
    claims: Sequence[Row], rng: random.Random, near: float, far: float, empty: float
) -> list[Row]:
    """Claims before another passage of their document, one of another document, or nothing.

    :param near: share of the claims that come before another passage of their document, if it
        has one; likewise ``far`` and ``empty``.
    """
    passages: dict[str, dict[str, str]] = defaultdict(dict)
    for row in claims:
        passages[row["document"]][row["passage_id"]] = row["premise"]
    documents = sorted(passages)
    out = []
    for row in claims:
        siblings = [
            text
            for passage, text in sorted(passages[row["document"]].items())
            if passage != row["passage_id"]
        ]
        if siblings and rng.random() < near:
            out.append(neutral(rng.choice(siblings), row["claim"]))
        if rng.random() < far:
            other = rng.choice([name for name in documents if name != row["document"]])
            out.append(neutral(rng.choice(sorted(passages[other].values())), row["claim"]))
        if rng.random() < empty:
            out.append(neutral("", row["claim"]))
    return out


def shuffled_evidence(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Some claims with the evidence of another claim."""
    chosen = [row for row in rows if rng.random() < FEVER_NEUTRAL_SHARE]
    return [
        neutral(other["premise"], row["hypothesis"])
        for row, other in zip(chosen, rng.sample(list(rows), len(chosen)), strict=True)
        if not set(re.findall(r"[A-Z]\w+", row["hypothesis"][1:]))
        & set(re.findall(r"[A-Z]\w+", other["premise"]))
    ]


def changed(sentence: str, passage: str, others: Sequence[str], rng: random.Random) -> str | None:
    """The sentence with one name or number replaced, or nothing if it holds none.

    A name is replaced by another of the passage where there is one, else by one of ``others``.
    """
    numbers = list(NUMBER.finditer(sentence))
    names = [name for name in NAME.findall(sentence) if name not in NOT_NAMES]
    if numbers and (not names or rng.random() < 0.4):
        place = rng.choice(numbers)
        old = place.group()
        value = float(old.replace(",", ""))
        decimals = len(old.partition(".")[2])
        new = f"{value * rng.choice((0.5, 0.8, 1.2, 1.5, 2)) + 1:,.{decimals}f}"
        if len(old) == 4 and old.isdigit():
            new = str(int(old) + rng.choice((-20, -8, -3, -1, 1, 2, 7)))
        return sentence[: place.start()] + new + sentence[place.end() :]
    if not names:
        return None
    old = rng.choice(names)
    near = {name for name in NAME.findall(passage) if not related(name, old)} - NOT_NAMES
    choice = rng.choice(sorted(near)) if near and rng.random() < 0.6 else rng.choice(list(others))
    return None if related(choice, old) else sentence.replace(old, choice)


def exchanged(claim: str, rng: random.Random) -> str | None:
    """The claim with two of its names in each other's place, or nothing if it has not two."""
    names = [name for name in dict.fromkeys(NAME.findall(claim)) if name not in NOT_NAMES]
    if len(names) < 2:
        return None
    one, other = rng.sample(names, 2)
    if related(one, other):
        return None
    return other.join(part.replace(other, one) for part in claim.split(one))


def variants_of(claims: Sequence[Row], rng: random.Random) -> list[Row]:
    """Pairs with a name or number of the claim replaced, or two names exchanged, for the teacher.

    What they are then is not known, so they have no labels.
    """
    names = sorted({name for row in claims for name in NAME.findall(row["premise"])} - NOT_NAMES)
    out = []
    for row in claims:
        premise, claim = row["premise"], row["hypothesis"]
        made = {changed(claim, premise, names or [""], rng), exchanged(claim, rng)}
        out += [{"premise": premise, "hypothesis": text} for text in sorted(made - {None, claim})]
    return out


def related(name: str, other: str) -> bool:
    """Whether two names share a word."""
    return bool(set(name.split()) & set(other.split()))


def perturbed(data: Path, rng: random.Random) -> list[Row]:
    """Sentences of passages against their passage, as they are and with one thing changed."""
    held_out = {row["document"] for row in read_rows(data / "verify/dev.jsonl")}
    passages = [
        row["text"]
        for row in read_rows(data / "verify/passages.jsonl")
        if row["document"] not in held_out
    ]
    names = sorted({name for text in passages for name in NAME.findall(text)} - NOT_NAMES)
    out = []
    for passage in passages:
        usable = [part for part in sentences_of(passage) if 6 <= len(part.split()) <= 40]
        for sentence in rng.sample(usable, min(len(usable), CHANGED_SENTENCES)):
            claim = changed(sentence, passage, names, rng)
            if claim and claim != sentence and claim not in passage:
                out.append({"premise": passage, "hypothesis": claim, "label": "contradiction"})
                out.append({"premise": passage, "hypothesis": sentence, "label": "entailment"})
    return out


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, without the very short and the very long."""
    parts = (text[start:end] for start, end in split(text))
    return [part for part in parts if 3 <= len(part.split()) <= 80]


def pool_sentences(data: Path, held_out: set[str], premises: Sequence[str]) -> list[Row]:
    """Unlabelled sentences: of those premises, news, Universal Dependencies, pairs of NLI."""
    texts = [
        *premises,
        *(row["text"] for row in read_rows(data / "news/wikinews_2019_2020.jsonl.gz")),
    ]
    texts += [row["text"] for row in read_rows(data / "verify/passages.jsonl")]
    texts += [row["text"] for row in read_rows(data / "sentences/gum_train.jsonl.gz")]
    texts += [row["text"] for row in read_rows(data / "sentences/ewt_train.jsonl.gz")]
    texts += [
        row["text"] for row in read_rows(data / "opinion/newssd_train.jsonl") if "text" in row
    ]
    for name in ("mnli_dev3", "mnli_train_3000", "fever_pairs_a"):
        texts += [row["premise"] for row in read_rows(data / f"nli/{name}.jsonl.gz")]
    found = dict.fromkeys(part for text in texts for part in sentences_of(text))
    return [{"text": text} for text in found if text not in held_out]


def pool_pairs(data: Path, rng: random.Random) -> list[Row]:
    """Unlabelled pairs: claims of verify before passages of their document."""
    passages = [row for row in read_rows(data / "verify/passages.jsonl")]
    trained = read_rows(data / "verify/train.jsonl")
    documents = {row["document"] for row in read_rows(data / "verify/dev.jsonl")}
    usable = [row for row in passages if row["document"] not in documents]
    by_document = defaultdict(list)
    for row in usable:
        by_document[row["document"]].append(row["text"])
    out = []
    for row in trained:
        near = by_document[row["document"]]
        chosen = rng.sample(near, min(len(near), POOL_NEGATIVES))
        out += [{"premise": text, "hypothesis": row["claim"]} for text in chosen]
    for row in usable:
        sentences = sentences_of(row["text"])
        near = by_document[row["document"]]
        out += [
            {"premise": rng.choice(near), "hypothesis": text}
            for text in rng.sample(sentences, min(len(sentences), POOL_NEGATIVES))
        ]
    return [row for row in out if short(row)]


def retrieved(
    data: Path, facts: Sequence[Row], rng: random.Random, part: str, claims: int
) -> list[Row]:
    """Claims on countries and sentences of the news before the passages found for them.

    Every sixth article of the news is held out for development.
    """
    index = index_of(CORPUS)
    articles = read_rows(data / "news/wikinews_2019_2020.jsonl.gz")
    news = [
        row["text"] for number, row in enumerate(articles) if (number % 6 == 0) == (part == "dev")
    ]
    return fact_pairs(facts, index, rng, claims, part) + news_pairs(news, index, rng, claims)


def dev_splits(
    data: Path, out: Path, facts: Sequence[Row], annotations: Path, rng: random.Random
) -> None:
    """Write the development splits in the form of the training rows."""
    for name in ("stance", "articles"):
        write_rows(
            out / f"dev/{name}.jsonl.gz", map(sentence_row, read_rows(data / f"{name}/dev.jsonl"))
        )
    varied = varied_sentences(annotations, "dev")
    write_rows(out / "dev/stance_variations.jsonl.gz", map(sentence_row, varied))
    claims = read_rows(data / "verify/dev.jsonl")
    write_rows(out / "dev/verify.jsonl.gz", map(pair_row, claims))
    write_rows(
        out / "dev/verify_swapped.jsonl.gz", swapped(claims, rng, near=1.0, far=1.0, empty=0.06)
    )
    for name in ("snli_dev_holdout", "fever_symmetric_dev"):
        write_rows(
            out / f"dev/{name}.jsonl.gz", map(pair_row, read_rows(data / f"nli/{name}.jsonl.gz"))
        )
    contrasts = contrasting_claims(annotations, "dev")
    write_rows(out / "dev/contrasts.jsonl.gz", map(pair_row, contrasts))
    held_out = [row for row in facts if row["split"] == "dev"]
    write_rows(out / "dev/facts.jsonl.gz", map(pair_row, held_out))
    write_rows(out / "dev/retrieved.jsonl.gz", retrieved(data, facts, rng, "dev", RETRIEVED_DEV))


def rows_of(name: str, file: str, data: Path, facts: Sequence[Row], annotations: Path) -> list[Row]:
    """The rows of a set: from the data, from the facts, or annotations of ours."""
    match name:
        case "facts":
            return [row for row in facts if row["split"] == "train"]
        case "annotated":
            return annotated_sentences(annotations, data)
        case "written":
            return written_sentences(annotations)
        case "variations":
            return varied_sentences(annotations, "train")
        case "claims":
            return written_claims(annotations, data)
        case "contrasts":
            return contrasting_claims(annotations, "train")
        case _:
            return read_rows(data / file)


def main() -> None:
    """Read the arguments and prepare everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("facts", type=Path, metavar="FACTS")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--annotations", type=Path, default=FOLDER, help="annotations of ours")
    parser.add_argument("--mix", choices=MIXES, default="full")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    data, out = options.data, options.out
    sets = tomllib.loads(Path(__file__).with_name("sets.toml").read_text())
    facts = read_rows(options.facts)
    held_out = {
        row["text"]
        for name in ("stance", "articles")
        for row in read_rows(data / f"{name}/dev.jsonl")
    } | {row["hypothesis"] for row in read_rows(data / "nli/fever_symmetric_dev.jsonl.gz")}
    sentences: list[Row] = []
    pairs: list[Row] = []
    added: list[Row] = []
    variants: list[Row] = []
    used = {}
    for name, entry in sets.items():
        rows = rows_of(name, entry.get("file", ""), data, facts, options.annotations)
        share = entry.get(options.mix, 1.0 if options.mix == "full" else 0.0)
        if share < 1:
            rows = share_of(rows, share, rng)
        times = max(round(share), 1)
        if entry["task"] == "sentence":
            chosen = [row for row in map(sentence_row, rows) if row["text"] not in held_out]
            sentences += chosen * times
        else:
            chosen = [row for row in map(pair_row, rows) if short(row)]
            chosen = [row for row in chosen if row["hypothesis"] not in held_out]
            pairs += chosen * times
            if name in CLAIMS:
                near = 0 if name == "contrasts" else NEAR_SHARE  # the other version is no stranger
                added += swapped(rows, rng, near, FAR_SHARE, EMPTY_SHARE)
                variants += variants_of(chosen, rng)
            if name.startswith("fever-"):
                pairs += shuffled_evidence(chosen, rng)
        if chosen:
            used[name] = {"rows": len(chosen), "licence": entry["licence"]}
    if options.mix != "easy":
        some = RETRIEVED if options.mix == "full" else RETRIEVED_SHORT
        added += perturbed(data, rng) + retrieved(data, facts, rng, "train", some)
    pairs += [row for row in added if short(row)]
    counts = {
        "sentences": write_rows(out / "sentences.jsonl.gz", sentences),
        "pairs": write_rows(out / "pairs.jsonl.gz", pairs),
        "pool_sentences": write_rows(
            out / "pool_sentences.jsonl.gz",
            pool_sentences(data, held_out, sorted({row["premise"] for row in variants})),
        ),
        "pool_pairs": write_rows(out / "pool_pairs.jsonl.gz", pool_pairs(data, rng) + variants),
    }
    dev_splits(data, out, facts, options.annotations, rng)
    (out / "sets.json").write_text(json.dumps({"sets": used, "written": counts}, indent=1))
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
