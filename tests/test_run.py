"""Corpora: several processes, going on after any end, nothing lost."""

import hashlib
import json
import multiprocessing
import os
import random
import re
import resource
import signal
import subprocess
import sys
import sysconfig
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Timer

import pytest
import tiny
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from runs import LONG, annotations, documents, records, run
from seam import at_the_seam, fragile

from factcheck.cli import main
from factcheck.document import Document, FailedDocument, Label
from factcheck.errors import InputError, OutputError
from factcheck.pools import MOST, POOL, characters, pools
from factcheck.readers import read
from factcheck.readers.position import Position
from factcheck.run.interrupt import interruptible
from factcheck.run.ledger import Counts
from factcheck.run.outcome import Task
from factcheck.run.progress import Progress

FACTCHECK = Path(sysconfig.get_path("scripts"), "factcheck")
NEVER = FailedDocument.of("x.txt", "x.txt: is empty")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test works in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pages():
    return {path.name: path.read_bytes() for path in Path("out/html").iterdir()}


# Pools


@given(st.lists(st.integers(0, 2 * POOL), max_size=30))
def test_pools_hold_every_document_in_order_and_are_of_one_size(sizes):
    found = list(pools(sizes, lambda size: size))
    assert [size for pool in found for size in pool] == sizes
    assert all(sum(pool) >= POOL > sum(pool[:-1]) for pool in found[:-1])
    assert all(found)


def test_a_document_that_failed_has_no_text_to_score():
    assert [characters(NEVER), characters(Document(id="a", text="ab"))] == [0, 2]


# A run in one go


def test_a_document_the_model_breaks_on_fails_alone():
    counts, said = run(documents("It rained.", "POISON \x1b[31m.", "It snowed."), pages=True)
    assert ["error" in record for record in records()] == [False, True, False]
    assert (counts.annotated, counts.failed, len(said)) == (2, 1, 1)
    assert len(pages()) == 2


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_number_of_workers_does_not_matter(count):
    given = [*documents(LONG, "Maybe it rained.", LONG, LONG, "It snowed.", LONG, LONG), NEVER]
    counts, _ = run(given, pages=True, workers=count)
    expected = at_the_seam().annotate_many(given)
    for record, other in zip(records(), expected, strict=True):
        assert record == json.loads(msgspec_json(other))
    assert (counts.annotated, counts.failed, len(pages())) == (7, 1, 7)
    assert not list(Path("out").glob("*.part"))


def msgspec_json(record):
    from factcheck.report.json import encode

    return encode(record)


def test_what_kills_a_worker_fails_alone():
    given = documents(LONG, "It rained.", LONG, "A DEADLY thing.", "It snowed.", LONG, LONG, LONG)
    counts, said = run(given, load=fragile)
    assert (counts.annotated, counts.failed) == (7, 1)
    assert [record["document"]["id"] for record in records()] == [d.id for d in given]
    assert records()[3]["error"]["kind"] == "WorkerError"
    assert said == ["failed: 3.txt: the process that annotated it died, perhaps for want of memory"]


def test_what_kills_a_run_without_workers_fails_alone_when_it_goes_on():
    given = ("It rained.", "A DEADLY thing.", "It snowed.")
    code = f"import test_run as t; t.run(t.documents(*{given}), load=t.fragile)"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    died = subprocess.run([sys.executable, "-c", code], env=env, check=False)
    assert died.returncode
    assert Path("out/run.json").exists()
    counts, _ = run(documents(*given), load=fragile)
    assert (counts.annotated, counts.failed) == (2, 1)
    assert records()[1]["error"]["kind"] == "WorkerError"


def test_rows_of_one_id_have_pages_of_their_own():
    same = [Document(id="a", text=text) for text in ("It rained.", "It snowed.", "It hailed.")]
    run(same, pages=True)
    assert sorted(pages()) == [f"a{number}.factcheck.html" for number in ("", "~2", "~3")]


def test_no_documents():
    counts, _ = run([])
    assert (counts.documents, annotations()) == (0, b"")


# Going on


@pytest.mark.parametrize("done", range(5))
def test_a_run_goes_on_after_the_documents_that_are_done(done):
    given = documents("It rained.", "Maybe it snowed.", "POISON.", "The mill burned.")
    run(given[:done], pages=True)
    begun = annotations()
    counts, said = run(given, pages=True)
    assert annotations().startswith(begun)
    assert (counts.annotated, counts.failed) == (3, 1)
    assert len(said) == (done < 3)  # of a failed document is told once
    whole = annotations(), pages()
    run(given, pages=True, restart=True)
    assert (annotations(), pages()) == whole


def test_a_finished_run_is_left_as_it_is():
    run(documents("It rained."))
    before = {path: path.stat().st_mtime_ns for path in Path("out").iterdir() if path.is_file()}
    line = annotations()
    run(documents("It rained."))
    assert annotations() == line
    assert Path("out/annotations.jsonl").stat().st_mtime_ns == before[Path("out/annotations.jsonl")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (documents("It rained.", "It hailed.", "It froze."), "no longer those that were done"),
        (documents("It rained."), "the inputs hold 1 documents, of which 2 were done"),
        ([NEVER, *documents("It rained.", "It snowed.")], "no longer those that were done"),
    ],
)
def test_changed_inputs_are_refused(changed, said):
    run(documents("It rained.", "It snowed."))
    before = annotations()
    with pytest.raises(InputError, match=said):
        run(changed)
    assert annotations() == before
    run(changed, restart=True)
    assert len(records()) == len(changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pages": True}, "pages was False and is True"),
        ({"itself": True}, "itself was False and is True"),
        ({"load": partial(at_the_seam, passages=5)}, "run.settings.passages was 3 and is 5"),
        (
            {"load": partial(at_the_seam, check_hedged=True)},
            "run.settings.check_hedged was False and is True",
        ),
        ({"load": partial(at_the_seam, "It did not rain.")}, "run.evidence.name was None"),
    ],
)
def test_changed_options_are_refused(changed, said):
    run(documents("It rained."))
    with pytest.raises(InputError, match=said):
        run(documents("It rained.", "It snowed."), **changed)
    assert len(records()) == 1


def test_a_model_that_is_calibrated_anew_is_refused():
    manifest = tiny.write(Path("model"), tiny.weights()) / "manifest.toml"
    Path("rows.jsonl").write_text('{"text": "It rained."}\n')
    command = ["run", "rows.jsonl", "-o", "out", "--evidence", "none", "--model", "./model"]
    assert CliRunner().invoke(main, command).exit_code == 0
    manifest.write_text(manifest.read_text().replace("stance = 1.25", "stance = 1.5"))
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "the run that was begun there differs: run.model.sha256 was" in result.stderr


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "factcheck-run/9"}'])
def test_a_damaged_ledger_is_refused(content):
    run(documents("It rained."))
    Path("out/run.json").write_text(content)
    with pytest.raises(InputError, match="give --restart"):
        run(documents("It rained."))
    run(documents("It rained."), restart=True)


def files():
    return {path: path.is_file() and path.read_bytes() for path in Path("out").rglob("*")}


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}', '{"format": "crawl/1"}'])
def test_a_record_that_is_not_of_a_run_of_ours_is_left_alone(content, restart):
    Path("out/report").mkdir(parents=True)
    for name in ("index.html", "annotations.jsonl", "report/q1.html"):
        Path("out", name).write_text("mine")
    Path("out/run.json").write_text(content)
    before = files()
    with pytest.raises(InputError, match=r"out/run.json is no record .*: give another folder$"):
        run(documents("It rained."), restart=restart, pages=True)
    assert files() == before


def test_lines_that_are_gone_are_missed():
    run(documents("It rained."))
    Path("out/annotations.jsonl").write_bytes(b"")
    with pytest.raises(InputError, match=r"annotations.jsonl holds less than"):
        run(documents("It rained.", "It snowed."))


def test_lines_that_somebody_changed_are_missed():
    run(documents("It rained."))
    record = json.loads(Path("out/run.json").read_text())
    assert record["sha256"] == hashlib.sha256(annotations()).hexdigest()
    assert record["versions"]["torch"] == version("torch")
    Path("out/annotations.jsonl").write_bytes(annotations().replace(b"rained", b"hailed"))
    with pytest.raises(InputError, match=r"annotations.jsonl is no longer what the run wrote"):
        run(documents("It rained.", "It snowed."))


def test_what_was_written_but_not_noted_is_written_again():
    run(documents("It rained."))
    Path("out/annotations.jsonl").rename("out/annotations.jsonl.part")
    with Path("out/annotations.jsonl.part").open("ab") as file:
        file.write(b'{"half a li')
    run(documents("It rained.", "It snowed."))
    assert len(records()) == 2


@pytest.mark.parametrize(
    "wrong", [["--evidence", "typo.index"], ["--model", "typo"], ["--target-precision", "0.99"]]
)
def test_beginning_anew_loses_nothing_before_all_is_loaded(wrong):
    tiny.write(Path("model"), tiny.weights())
    Path("rows.jsonl").write_text('{"text": "It rained."}\n')
    command = ["run", "rows.jsonl", "-o", "out", "--model", "./model"]
    assert CliRunner().invoke(main, [*command, "--evidence", "none"]).exit_code == 0
    before = files()
    result = CliRunner().invoke(main, [*command, "--restart", *wrong])
    assert result.exit_code == 2, result.output
    assert files() == before


def test_beginning_anew_keeps_what_is_not_ours():
    run(documents("It rained.", "It snowed."), pages=True)
    mine = ["out/notes.txt", "out/html/mine.html", "out/report/mine.html"]
    for name in mine:
        Path(name).write_text("mine")
    run(documents("It froze."), restart=True)
    left = sorted(path.as_posix() for path in Path("out").rglob("*") if path.is_file())
    ours = ["out/.lock", "out/annotations.jsonl", "out/index.html", "out/run.json"]
    assert left == sorted([*ours, *mine])


def test_beginning_anew_removes_exports():
    run(documents("It rained."))
    for format in (["parquet"], ["parquet", "--flat"], ["sarif"], ["markdown"]):
        result = CliRunner().invoke(main, ["export", "out", "--format", *format])
        assert result.exit_code == 0
    Path("out/annotations.factcheck.spacy").mkdir()
    Path("out/annotations.factcheck.spacy/000000.spacy").touch()
    mine = [Path("out", name) for name in ("annotations.factcheck.txt", "a.factcheck.parquet")]
    for path in mine:
        path.touch()
    run(documents("It froze."), restart=True)
    assert sorted(Path("out").glob("*.factcheck*")) == sorted(mine)


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("name", ["annotations.jsonl", "annotations.jsonl.part", "index.html"])
def test_what_no_run_of_ours_wrote_is_left_alone(name, restart):
    Path("out").mkdir()
    Path("out", name).write_text("mine")
    with pytest.raises(InputError, match=f"cannot write out/{name}: something is there"):
        run(documents("It rained."), restart=restart)
    assert Path("out", name).read_text() == "mine"


@pytest.mark.parametrize("restart", [False, True])
def test_a_page_that_came_beside_a_run_is_left_alone(restart):
    run(documents("It rained."))
    Path("out/index.html").write_text("mine")
    with pytest.raises(InputError, match=r"out/index.html: something is there that is no report"):
        run(documents("It rained.", "It snowed."), restart=restart)
    assert Path("out/index.html").read_text() == "mine"
    assert len(records()) == 1


def test_results_that_came_beside_a_run_that_did_nothing_are_left_alone():
    run([])
    Path("out/annotations.jsonl").write_text("mine")
    with pytest.raises(InputError, match=r"cannot write out/annotations.jsonl: something is there"):
        run(documents("It rained."))
    assert Path("out/annotations.jsonl").read_text() == "mine"


@pytest.mark.parametrize("job", [["report"], ["export", "--format", "markdown"], ["explain", "#0"]])
def test_a_run_that_is_not_finished_is_named(job):
    run(documents("It rained."))
    part = Path("out/annotations.jsonl").rename("out/annotations.jsonl.part")
    command, *rest = job
    result = CliRunner().invoke(main, [command, "out", *rest])
    assert result.exit_code == 2
    assert "the run in out is not finished: give its command again" in result.stderr
    assert CliRunner().invoke(main, [command, str(part), *rest]).exit_code == 0


def test_what_an_unfinished_run_has_written_is_read_up_to_its_last_whole_line():
    run(documents("It rained."))
    part = Path("out/annotations.jsonl").rename("out/annotations.jsonl.part")
    whole = part.read_bytes()
    part.write_bytes(whole + whole[:100])
    for command in (["report"], ["export", "--format", "markdown"]):
        assert CliRunner().invoke(main, [command[0], str(part), *command[1:]]).exit_code == 0
    assert CliRunner().invoke(main, ["explain", str(part), "#0"]).exit_code == 0
    part = part.rename("out/other.jsonl")
    assert CliRunner().invoke(main, ["report", str(part)]).exit_code == 2


def test_what_a_killed_run_left_unfinished_is_swept():
    run(documents("It rained."), pages=True)
    left = [Path("out", place, ".0123456789abcdef.part") for place in ("", "html", "report")]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_text("half")
    left.append(Path("out/.fedcba9876543210.part"))
    left[-1].mkdir()
    (left[-1] / "000000.spacy").touch()
    Path("out/.mine.part").write_text("mine")
    run(documents("It rained."), pages=True)
    assert not any(path.exists() for path in left)
    assert Path("out/.mine.part").exists()


def test_documents_that_fail_make_pools_too():
    found = list(pools([NEVER] * (2 * MOST + 1), characters))
    assert [len(pool) for pool in found] == [MOST, MOST, 1]


@pytest.mark.slow
def test_a_worker_that_died_meanwhile_is_replaced():
    """While a document is being read, say, when nobody waits for the worker."""

    def slowly():
        for document in documents("A DEADLY thing." + LONG * 2, LONG * 2, LONG * 2):
            yield document
            time.sleep(4)

    counts, _ = run(slowly(), load=fragile, workers=1)
    assert (counts.annotated, counts.failed) == (2, 1)


def test_processes_of_other_people_live_on():
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    other.start()
    try:
        run(documents(LONG, LONG, LONG))
        assert other.is_alive()
    finally:
        other.kill()
        other.join()


def test_a_signal_amid_a_line_that_is_being_told_asks_to_stop_all_the_same():
    def say(line):
        raise RuntimeError("reentrant call inside <_io.BufferedWriter name='<stderr>'>")

    with interruptible(say) as stopping:
        assert not stopping()
        signal.raise_signal(signal.SIGINT)
        assert stopping()


def test_two_runs_do_not_write_to_one_folder():
    from filelock import FileLock

    Path("out").mkdir()
    with FileLock("out/.lock"), pytest.raises(OutputError, match="written by another run"):
        run(documents("It rained."))


# Real ends of real processes

ROWS = 24


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus of some pools, a tiny model, and what a run leaves that nothing ends."""
    place = tmp_path_factory.mktemp("corpus")
    tiny.write(place / "model", tiny.weights())
    words = [
        f"Number {number} of the committee was {'not ' * (number % 2)}red." for number in range(90)
    ]
    chance = random.Random(0)
    with (place / "rows.jsonl").open("w") as file:
        for number in range(ROWS):
            text = " ".join(chance.choices(words, k=POOL // 160)) if number % 5 else " "
            file.write(json.dumps({"id": f"row {number}", "text": text}) + "\n")
    process = start(place, place / "whole")
    process.communicate(timeout=300)
    assert process.returncode == 1  # the blank rows
    return place


def start(corpus, out, *more, **options):
    command = [FACTCHECK, "run", corpus / "rows.jsonl", "--model", corpus / "model"]
    command += ["--evidence", "none", "--workers", "2", "--pages", "-o", out, *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def assert_same(out, whole):
    for name in ("annotations.jsonl", *(f"html/{page.name}" for page in whole.glob("html/*"))):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name
    assert {page.name for page in out.glob("html/*")} == {
        page.name for page in whole.glob("html/*")
    }
    before, after = (json.loads((place / "run.json").read_text()) for place in (whole, out))
    assert {**after, "seconds": 0} == {**before, "seconds": 0}


def done(out):
    ledger = out / "run.json"
    return (
        sum(json.loads(ledger.read_text())["counts"]["labels"].values()) if ledger.exists() else 0
    )


def killed_until_finished(corpus, out, seed, kills):
    """Kill a run and its workers at moments that chance chooses, then let it end."""
    chance = random.Random(seed)
    for _ in range(kills):
        process = start(corpus, out, start_new_session=True)
        before, deadline = done(out), time.monotonic() + 120
        while done(out) == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.2)
        # the run alone or, as a machine that stops, all of it at once
        if chance.random() < 0.5:
            process.kill()
        elif process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
    process = start(corpus, out)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1, said


def test_a_killed_run_goes_on(corpus):
    killed_until_finished(corpus, Path("out"), seed=0, kills=2)
    assert_same(Path("out"), corpus / "whole")


def test_a_killed_run_of_one_pool_goes_on(corpus):
    rows = (corpus / "rows.jsonl").read_text().splitlines()[:30]
    few = [{**json.loads(row), "text": json.loads(row)["text"][: POOL // 40]} for row in rows]
    place = Path("few")
    place.mkdir()
    (place / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in few))
    (place / "model").symlink_to(corpus / "model")
    start(place, "whole").communicate(timeout=300)
    process = start(place, "out")
    while not Path("out/run.json").exists() and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.communicate(timeout=60)
    assert not done(Path("out"))
    start(place, "out").communicate(timeout=300)
    assert_same(Path("out"), Path("whole"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_a_run_killed_many_times_goes_on(corpus, seed):
    killed_until_finished(corpus, Path("out"), seed, kills=5)
    assert_same(Path("out"), corpus / "whole")


@pytest.mark.parametrize("restart", [False, True])
def test_an_interrupted_run_ends_well_and_goes_on(corpus, restart):
    out = Path("out")
    process = start(
        corpus,
        out,
        *(["--restart"] if restart else []),
        # A shell that starts the tests in the background lets its children ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 120
    while not done(out) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    number = json.loads((out / "run.json").read_text())["counts"]
    assert f"after {number['annotated'] + number['failed']} documents" in said
    without = " without --restart" if restart else ""
    assert f"the same command{without} goes on from there" in said
    assert "Traceback" not in said
    process = start(corpus, out)
    _, said = process.communicate(timeout=300)
    assert "going on after" in said
    assert_same(out, corpus / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_processes_while_workers_start(corpus, number):
    """As a terminal sends it, or whatever manages services or jobs."""
    process = start(
        corpus,
        Path("out"),
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while len(children(process)) < 2 and time.monotonic() < deadline:  # one tracks resources
        time.sleep(0.005)
    os.killpg(process.pid, number)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert said.splitlines() == [
        "stopping when what is begun is done; a second signal stops at once",
        "factcheck: interrupted after 0 documents, which are written; the same command goes on"
        " from there",
    ]


def test_a_signal_to_end_while_evidence_is_read(corpus):
    command = [FACTCHECK, "run", corpus / "rows.jsonl", "--evidence", "-", "-o", "out"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any(Path("out").glob("evidence.index/*/*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.2)  # it waits for standard input
    process.terminate()
    watch = Timer(120, process.kill)  # a test that fails is better than one that waits for ever
    watch.start()
    said = process.stderr.read()  # before standard input is closed
    watch.cancel()
    process.communicate()
    assert said == "factcheck: interrupted; nothing was left half-written\n"
    assert process.returncode == 130
    assert not list(Path("out").iterdir())


def test_a_full_disk_loses_nothing(corpus):
    out = Path("out")
    most = (corpus / "whole/annotations.jsonl").stat().st_size // 2
    process = start(
        corpus,
        out,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    _, said = process.communicate(timeout=300)
    assert process.returncode == 2
    assert "factcheck: cannot write out/annotations.jsonl.part: File too large" in said
    assert "Traceback" not in said
    assert done(out)
    start(corpus, out).communicate(timeout=300)
    assert_same(out, corpus / "whole")


def test_workers_end_with_the_run(corpus):
    process = start(corpus, Path("out"))
    deadline = time.monotonic() + 120
    while not done(Path("out")) and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = children(process)
    assert len(workers) >= 2
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 30
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def children(process):
    """The processes that another has started."""
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def alive(worker):
    """Whether a process runs still; one that nobody asked after is dead."""
    try:
        return " Z " not in Path(f"/proc/{worker}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_progress_for_programs(corpus):
    command = [FACTCHECK, "run", corpus / "rows.jsonl", "--model", corpus / "model", "--limit", "5"]
    command += ["--evidence", "none", "-o", "-", "--progress", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    failed, *_, last = done.stderr.splitlines()
    assert failed.startswith("failed: rows.jsonl:1: field 'text' is empty or blank")
    told = json.loads(last)
    assert (told["documents"], told["failed"]) == (5, 1)
    assert told["claims"] == sum(told["labels"].values()) > 0
    assert (told["share"], told["seconds_left"]) == (1, 0)  # though rows are left
    assert len(done.stdout.splitlines()) == 5


def test_time_is_left_while_pools_wait():
    """What is read ahead is not done."""
    for number in range(8):
        Path(f"{number}.txt").write_text(LONG)
    position = Position()
    progress, counts = Progress(print, "none", position), Counts()
    tasks = [Task(document, read=position.read) for document in read(["."], position=position)]
    progress.start(counts)
    time.sleep(0.1)
    progress.add(counts, [], tasks[1].read)
    told = progress.told(counts)
    assert told.share == pytest.approx(2 / 8)
    assert told.seconds_left > 0


@pytest.mark.parametrize("style", ["bar", "lines"])
def test_progress_for_people(style, capsys):
    lines = []
    position = Position()
    progress, counts = Progress(lines.append, style, position), Counts(annotated=1)
    counts.labels[Label.HEDGED] = 7
    position.total, position.read = 100, 30
    progress.start(counts)
    counts.labels[Label.HEDGED] = 9
    progress.add(counts, [], 60)
    shown = capsys.readouterr().err.split("\r")[-1]
    progress.end(counts)
    assert lines[0] == "going on after 1 documents"
    last = shown if style == "bar" else lines[-1]
    assert "9 hedged" in last
    assert re.search(r"\d+ claims a second", last)
    assert ("60%" in last) is (style == "bar")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files, even from root")
def test_a_place_that_takes_no_files_is_named_before_anything_is_judged(corpus):
    process = start(corpus, Path("/proc/out"))
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert said.startswith("factcheck: cannot write /proc/out: ")
    assert "Traceback" not in said


# What else a run writes and reads


def finished(*options):
    """Run to the end and say what was told."""
    done = subprocess.run([FACTCHECK, "run", *options], capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


def test_other_formats_beside_the_results(corpus):
    rows = ("--model", corpus / "model", "--evidence", "none", "--format", "markdown")
    code, said = finished(
        corpus / "rows.jsonl", *rows, "--format", "claimreview", "--limit", "3", "-o", "out"
    )
    assert code == 1  # a blank row
    assert "1 failed documents left out: claimreview cannot say why they failed" in said
    assert "committee" in Path("out/annotations.factcheck.md").read_text()
    assert Path("out/annotations.factcheck.claimreview.json").exists()
    Path("one.txt").write_text("The committee met.")
    assert finished("one.txt", *rows)[0] == 0
    assert sorted(path.name for path in Path().glob("one.*")) == [
        "one.factcheck.html",
        "one.factcheck.json",
        "one.factcheck.md",
        "one.txt",
    ]
    assert finished("one.txt", *rows, "-o", "-")[0] == 2
    assert finished("one.txt", "--evidence", "none", "--format", "pdf")[0] == 2


def test_the_articles_of_a_run_are_evidence_for_every_worker(corpus):
    rows = [
        {"number": n, "body": f"The mill of Lomm burned in {1900 + n}. " * (POOL // 60)}
        for n in range(6)
    ]
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    names = ("--text-field", "body", "--id-field", "number", "--evidence", "run")
    code, said = finished("rows.jsonl", *names, "--model", corpus / "model", "-o", "out")
    assert code == 0, said
    cited = [
        {passage["document"] for claim in record["claims"] for passage in claim["evidence"]}
        for record in records()
    ]
    for own, others in enumerate(cited):
        assert others <= {str(n) for n in range(6) if n != own}
    assert any(cited)
    assert not list(Path("out").glob("*.index"))


def test_a_corpus_of_broken_rows_loses_none(corpus):
    good = {"id": "good", "text": "The committee met."}
    rows = [
        json.dumps(good).encode(),
        b'{"id": "no text"}',
        b'{"id": "a number", "text": 5}',
        b'{"id": "a list", "text": ["a"]}',
        b'{"id": {"a": 1}, "text": "It rained."}',
        b'{"id": "null", "text": null}',
        b'{"id": "blank", "text": " \\n "}',
        b'{"id": "a title", "text": "It rained.", "title": 7}',
        b"[1, 2]",
        b"no JSON",
        b'{"id": "bytes", "text": "\xff\xfe"}',
        b'{"id": "half", "text": "\\ud800"}',
        b'{"id": "large", "text": "' + b"It rained. " * 5_000_000 + b'"}',
        json.dumps({"id": "../../etc/passwd", "text": "It snowed."}).encode(),
        json.dumps({"id": "a\0b", "text": "It hailed."}).encode(),
        json.dumps(good).encode(),
    ]
    Path("rows.jsonl").write_bytes(b"\n".join(rows) + b"\n")
    options = ("--model", corpus / "model", "--evidence", "none", "--pages", "-o", "out")
    code, said = finished("rows.jsonl", *options)
    assert code == 1
    assert len(records()) == len(rows)
    whole = [number for number, record in enumerate(records()) if "error" not in record]
    assert whole == [0, 13, 14, 15]
    assert said.count("failed: ") == len(rows) - len(whole)
    assert len(pages()) == len(whole)
    inside = {path.name for path in Path().iterdir()}
    assert inside == {"rows.jsonl", "out"}
