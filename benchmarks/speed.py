"""Speed of ours beside others: ``python benchmarks/speed.py DATA_DIR [--repeats N]``.

The articles are the first of ``news``, up to ``--characters`` of text. *Stance* judges their
sentences, each once; the *chain* also splits them, looks up three passages of the shipped evidence
for each asserted sentence, compares them and puts the records together. On a CPU ours runs in a
process of one thread for each core, as ``factcheck run`` does, the others in one process with a
thread for each core, in fp32 as they do unless told otherwise; where ours calculates in another
precision, the pipeline does so too in a row of its own. On a GPU all run in one process, in bf16.

The others are the text-classification pipeline of ``transformers`` with our weights, an encoder of
24 layers of width 1024, the shape of the 0.4B models of MiniCheck and LettuceDetect, and zero-shot
classification with a model of the size of BART-large; the weights of these two are random, which
does not change the time. They judge a random sample (seed 0), and their time for the whole is
scaled by it: by sentences for stance, for the chain by sentences and pairs, without lookup. Repeats
are interleaved; the figures are medians, the ratios medians of the ratios within a repeat.

The profile is of one process with one thread (of the GPU, if that is used): the time of each stage,
the share of the matrix products (addmm and the like, and attention), and what the same products
take alone, by ``torch.mm`` of their shapes.
"""

import argparse
import os
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.autograd import DeviceType
from torch.nn.functional import gelu
from torch.profiler import ProfilerActivity, profile
from transformers import (
    BartConfig,
    BartForSequenceClassification,
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerFast,
    pipeline,
)

sys.path.append(str(Path(__file__).parents[1] / "training"))
from networks import EMBEDDINGS, LAYER

from factcheck.document import Document
from factcheck.evidence.sources import open_evidence
from factcheck.model.device import TYPES
from factcheck.model.loading import load_scorer, model_folder
from factcheck.model.manifest import read_manifest
from factcheck.model.scorer import EncoderScorer
from factcheck.model.weights import read_weights
from factcheck.pipeline import Annotator, sentence_spans
from factcheck.readers import read
from factcheck.settings import Settings

SQUARE = 8192  # side of the matrices whose product is called the peak of a GPU
REPLAYS = 20  # of that product
PRODUCTS = ("aten::addmm", "aten::mm", "aten::bmm")
ATTENTION = "attention"
CUSTOMARY = 32  # texts in a batch of the others
Text = str | dict[str, str]


class Work(NamedTuple):
    """What is to be judged; pairs are of premise and hypothesis."""

    documents: list[Document]
    sentences: list[str]
    pairs: list[tuple[str, str]]


class Other(NamedTuple):
    """Someone else's model.

    :param sentences: how many of them are judged and timed; likewise ``pairs``.
    """

    name: str
    judge: Callable[[list[str]], Any]
    compare: Callable[[list[Text]], Any]
    sentences: int
    pairs: int


class Timed:
    """Stands for an object and adds up the time that calls of it take."""

    def __init__(self, inner: object, spent: Counter[str]) -> None:
        self._inner, self._spent = inner, spent
        self.last: dict[str, Any] = {}  # the first argument of the last call of each method

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the object has
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            self.last[name] = given[0]
            with adding(self._spent, name):
                return value(*given, **named)

        return call


class First(nn.Module):
    """Takes the first token's encoding, as our heads do, in the place of BERT's pooler.

    :param transform: what our head of sentences applies to it.
    """

    def __init__(self, transform: nn.Linear | None) -> None:
        super().__init__()
        self.transform = transform

    def forward(self, hidden: Tensor) -> Tensor:
        """From (n, length, width) to (n, width)."""
        first = hidden[:, 0]
        return first if self.transform is None else gelu(self.transform(first))


@contextmanager
def adding(spent: Counter[str], name: str) -> Iterator[None]:
    """Add the seconds that the block takes."""
    begin = time.perf_counter()
    yield
    spent[name] += time.perf_counter() - begin  # type: ignore[assignment]  # seconds


# Ours, in worker processes

_ours: Annotator


def start(model: str, settings: Settings) -> None:
    """Load ours in a worker."""
    global _ours
    if settings.device == "cpu":
        torch.set_num_threads(1)
    _ours = Annotator.load(model, settings=settings)


def stance(sentences: list[str]) -> int:
    """Judge sentences in a worker."""
    return len(_ours._scorer.read(sentences))


def chain(documents: list[Document]) -> int:
    """Annotate documents in a worker."""
    return sum(1 for _ in _ours.annotate_many(documents))


# Others


def with_our_weights(folder: Path, head: str) -> BertForSequenceClassification:
    """A BERT of ``transformers`` that computes what ours does of sentences, or of pairs.

    :param head: ``stance``, with the layers that sentences take, or ``nli``, with all.
    """
    manifest = read_manifest(folder)
    ours = read_weights(folder, manifest.weights)
    sizes = manifest.encoder
    if sizes.distances:
        raise SystemExit(f"{folder} is an MPNet: only a BERT can be put into a pipeline here")
    layers = sizes.sentences if head == "stance" else sizes.layers
    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.width,
        num_hidden_layers=layers,
        intermediate_size=sizes.intermediate,
        num_labels=len(ours[f"{head}.bias"]),
    )
    theirs = {f"bert.{name}": ours[f"encoder.{key}"] for key, name in EMBEDDINGS.items()}
    for part in ("weight", "bias"):
        theirs[f"classifier.{part}"] = ours[f"{head}.{part}"]
        if head == "stance":
            theirs[f"bert.pooler.transform.{part}"] = ours[f"transform.{part}"]
        for n in range(layers):
            here, there = f"encoder.layers.{n}", f"bert.encoder.layer.{n}"
            for key, name in LAYER.items():
                theirs[f"{there}.{name}.{part}"] = ours[f"{here}.{key}.{part}"]
            fused = ours[f"{here}.query_key_value.{part}"].chunk(3)
            for name, weight in zip(("query", "key", "value"), fused, strict=True):
                theirs[f"{there}.attention.self.{name}.{part}"] = weight
    model = BertForSequenceClassification(config)
    model.bert.pooler = First(nn.Linear(sizes.width, sizes.width) if head == "stance" else None)
    model.load_state_dict(theirs)
    return model


def others(folder: Path, device: str, ours: torch.dtype, quick: int) -> list[Other]:
    """The models beside ours.

    :param ours: the type of our numbers.
    :param quick: what sizes of samples are divided by.
    """
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"),
        model_max_length=512,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )
    usual = torch.bfloat16 if device == "cuda" else torch.float32

    def made(task: str, model: Any, dtype: torch.dtype = usual) -> Any:  # noqa: ANN401  # transformers is not typed
        return pipeline(task, model=model.to(dtype).eval(), tokenizer=tokenizer, device=device)

    large = {"vocab_size": len(tokenizer), "pad_token_id": 0}

    def pipelines(dtype: torch.dtype) -> list[Any]:
        task, heads = "text-classification", ("stance", "nli")
        return [made(task, with_our_weights(folder, head), dtype) for head in heads]

    encoder = made(
        "text-classification",
        BertForSequenceClassification(
            BertConfig(
                hidden_size=1024,
                num_hidden_layers=24,
                num_attention_heads=16,
                intermediate_size=4096,
                **large,
            )
        ),
    )
    sep = tokenizer.sep_token_id
    bart = BartForSequenceClassification(
        BartConfig(
            eos_token_id=sep,
            bos_token_id=tokenizer.cls_token_id,
            decoder_start_token_id=sep,
            id2label={0: "contradiction", 1: "neutral", 2: "entailment"},
            label2id={"contradiction": 0, "neutral": 1, "entailment": 2},
            **large,
        )
    )
    zero_shot, entailment = (
        made("zero-shot-classification", bart),
        made("text-classification", bart),
    )

    def batched(pipe: Any, size: int) -> Callable[[Any], Any]:  # noqa: ANN401
        return lambda texts: pipe(texts, batch_size=size, truncation=True)

    labels = ["asserted", "hedged", "opinion"]
    theirs = pipelines(usual)
    one, many = ([batched(pipe, size) for pipe in theirs] for size in (1, CUSTOMARY))
    wide = batched(encoder, CUSTOMARY)
    same = []
    if ours is not usual:
        alike = [batched(pipe, CUSTOMARY) for pipe in pipelines(ours)]
        same = [Other("the same in our precision", *alike, 256 // quick, 128 // quick)]
    return [
        Other("pipeline, our weights, batch 1", *one, 96 // quick, 48 // quick),
        Other("pipeline, our weights, batch 32", *many, 256 // quick, 128 // quick),
        *same,
        Other("encoder 24 x 1024, batch 32", wide, wide, 32 // quick, 32 // quick),
        Other(
            "zero-shot, BART-large, batch 32",
            lambda texts: zero_shot(texts, labels, batch_size=CUSTOMARY),
            batched(entailment, CUSTOMARY),
            32 // quick,
            32 // quick,
        ),
    ]


# Measuring


def seconds(job: Callable[[], object]) -> float:
    """How long a job takes."""
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def compare(
    work: Work, contenders: Sequence[Other], pool: ProcessPoolExecutor, workers: int, repeats: int
) -> None:
    """Time ours and the others in turn, and print the table."""
    rng = random.Random(0)
    taken: dict[str, list[tuple[float, float]]] = {"ours": []} | {o.name: [] for o in contenders}
    samples = {
        other.name: (
            rng.sample(work.sentences, min(other.sentences, len(work.sentences))),
            [
                {"text": premise, "text_pair": hypothesis}
                for premise, hypothesis in rng.sample(work.pairs, min(other.pairs, len(work.pairs)))
            ],
        )
        for other in contenders
    }
    shares = [(work.sentences[n::workers], work.documents[n::workers]) for n in range(workers)]
    for _ in range(repeats):
        taken["ours"].append(
            (
                seconds(lambda: list(pool.map(stance, [own for own, _ in shares]))),
                seconds(lambda: list(pool.map(chain, [own for _, own in shares]))),
            )
        )
        for other in contenders:
            some, pairs = samples[other.name]
            by_sentence = seconds(lambda: other.judge(some)) / len(some)  # noqa: B023
            by_pair = seconds(lambda: other.compare(pairs)) / len(pairs)  # noqa: B023
            whole = by_sentence * len(work.sentences)
            taken[other.name].append((whole, whole + by_pair * len(work.pairs)))
            print(".", end="", file=sys.stderr, flush=True)
    print(f"\n{'':34}{'stance s':>10}{'ratio':>8}{'chain s':>10}{'ratio':>8}  judged")
    for name, times in taken.items():
        cells = ""
        for column in (0, 1):
            ratios = [t[column] / o[column] for t, o in zip(times, taken["ours"], strict=True)]
            cells += f"{median(t[column] for t in times):10.1f}{median(ratios):8.1f}"
        judged = (
            "all" if name == "ours" else "{} sentences, {} pairs".format(*map(len, samples[name]))
        )
        print(f"{name:34}{cells}  {judged}")


def stages(work: Work, model: str, settings: Settings) -> Work:
    """Time the stages of the chain in this process; the work with the pairs that it compares."""
    spent: Counter[str] = Counter()
    scorer = Timed(load_scorer(model, settings), spent)
    evidence = Timed(open_evidence(None), spent)
    annotator = Annotator(scorer, evidence, settings)  # type: ignore[arg-type]  # stand-ins
    scorer.read(work.sentences[:8])  # what the first call costs is not counted
    spent.clear()
    with adding(spent, "whole"):
        list(annotator.annotate_many(work.documents))
    with adding(spent, "split"):
        for document in work.documents:
            sentence_spans(document)
    names = {"split": "split", "read": "stance", "search": "lookup", "compare": "compare"}
    rest = spent["whole"] - sum(spent[name] for name in names)
    parts = [f"{label} {spent[name] / spent['whole']:.1%}" for name, label in names.items()]
    print(f"stages: {', '.join(parts)}, rest {rest / spent['whole']:.1%} of {spent['whole']:.1f} s")
    return work._replace(pairs=scorer.last["compare"])


def products(title: str, job: Callable[[], object], device: str, dtype: torch.dtype) -> None:
    """Profile a job: the share of matrix products of its time, and how fast they are alone."""
    gpu = device == "cuda"
    activities = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if gpu else [])]
    whole = seconds(job)
    with profile(activities=activities, record_shapes=True) as profiler:
        job()
    averages = profiler.key_averages(group_by_input_shape=True)
    events = [event for event in averages if event.device_type == DeviceType.CPU]  # no kernels
    own = "self_device_time_total" if gpu else "self_cpu_time_total"
    spent = {id(event): getattr(event, own) / 1e6 for event in events}
    attention = sum(spent[id(event)] for event in events if ATTENTION in event.key)
    matrix = alone = flops = 0.0
    for event in events:
        if event.key not in PRODUCTS or spent[id(event)] == 0:
            continue
        one, other = [shape for shape in event.input_shapes if len(shape) > 1][-2:]
        matrix += spent[id(event)]
        alone += product(one, other, device, event.count, dtype)
        flops += event.count * 2.0 * torch.Size(one).numel() * other[-1]
    print(
        f"{title}: of {whole:.1f} s, {matrix / whole:.0%} in the matrix products of linear layers, "
        f"which reach {alone / matrix:.0%} of torch.mm of their shapes alone, and "
        f"{attention / whole:.0%} in attention; {flops / whole / 1e9:,.0f} GFLOP/s over all"
    )
    if gpu:
        best = peak(device)
        print(
            f"{title}: {flops / whole / best:.0%} of a peak of {best / 1e12:,.1f} TFLOP/s in bf16"
        )


def peak(device: str) -> float:
    """Operations a second in products of large matrices."""
    return (
        2.0
        * REPLAYS
        * SQUARE**3
        / product([SQUARE] * 2, [SQUARE] * 2, device, REPLAYS, torch.bfloat16)
    )


def product(
    one: Sequence[int], other: Sequence[int], device: str, times: int, dtype: torch.dtype
) -> float:
    """Seconds that so many products of matrices of these shapes take."""
    a, b = (torch.randn(*shape, device=device).to(dtype) for shape in (one, other))

    def run() -> None:
        for _ in range(times):
            torch.matmul(a, b)
        if device == "cuda":
            torch.cuda.synchronize()

    run()
    return seconds(run)


def first(path: Path, characters: int) -> Work:
    """The first documents of a file, up to so many characters, and their different sentences."""
    documents: list[Document] = []
    for document in read([path]):
        if isinstance(document, Document):
            documents.append(document)
        if sum(len(document.text) for document in documents) >= characters:
            break
    texts = (
        document.text[span.start : span.end]
        for document in documents
        for span in sentence_spans(document)
    )
    return Work(documents, list(dict.fromkeys(texts)), [])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--model", default="small")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--precision", choices=["auto", *TYPES], default="auto", help="of ours")
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", type=int, default=1, help="divides the samples of the others")
    options = parser.parse_args()
    gpu = options.device == "cuda"
    cores = os.cpu_count() or 1
    workers = 1 if gpu else cores
    settings = Settings(device=options.device, precision=options.precision)
    folder = model_folder(options.model)
    if folder is None:
        parser.error(f"no model {options.model!r}")
    work = first(options.data / "news/wikinews_2019_2020.jsonl.gz", options.characters)
    torch.set_num_threads(cores if gpu else 1)
    print(
        f"{date.today()}, {platform.machine()}, {cores} cores, {options.device}, load "
        f"{os.getloadavg()[0]:.1f}"
    )
    with torch.inference_mode():
        work = stages(work, options.model, settings)
        print(
            f"{len(work.documents)} documents, {len(work.sentences)} different sentences, "
            f"{len(work.pairs)} pairs"
        )
        scorer = EncoderScorer.load(folder, settings)
        dtype = TYPES[scorer.precision]
        print(f"ours in {scorer.precision}")
        products("stance", lambda: scorer.read(work.sentences), options.device, dtype)
        products("compare", lambda: scorer.compare(work.pairs), options.device, dtype)
        torch.set_num_threads(cores)
        with ProcessPoolExecutor(
            workers, get_context("spawn"), start, (options.model, settings)
        ) as pool:
            list(pool.map(chain, [work.documents[:1]] * workers))
            contenders = others(folder, options.device, dtype, options.quick)
            compare(work, contenders, pool, workers, options.repeats)


if __name__ == "__main__":
    main()
