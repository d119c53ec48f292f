"""A cluster of Ray on this machine gives what this machine gives."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
from functools import partial
from pathlib import Path

import pyarrow
import pytest
import seam
import tiny
from pyarrow import parquet
from runs import LONG, documents, records, run
from seam import fragile

from factcheck import Annotator
from factcheck.errors import SettingsError
from factcheck.pools import POOL
from factcheck.settings import Settings

ray = pytest.importorskip("ray", reason="needs the extra [ray]")
pytestmark = pytest.mark.ray

FACTCHECK = Path(sysconfig.get_path("scripts"), "factcheck")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test works in a folder of its own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Some pools of rows and a tiny model."""
    place = tmp_path_factory.mktemp("corpus")
    tiny.write(place / "model", tiny.weights())
    with (place / "rows.jsonl").open("w") as file:
        for number in range(16):
            text = f"Number {number} of the committee was red. " * (POOL // 80)
            row = {"id": f"row {number}", "text": text if number % 5 else " "}
            file.write(json.dumps(row) + "\n")
    return place


def start(corpus, out, engine):
    command = [FACTCHECK, "run", corpus / "rows.jsonl", "--model", corpus / "model", "-o", out]
    command += ["--evidence", "none", "--pages", "--workers", "2", "--engine", engine]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def files(out):
    """The annotations and pages of a run."""
    found = [out / "annotations.jsonl", *out.glob("html/*")]
    return {path.relative_to(out): path.read_bytes() for path in found}


def test_the_cluster_writes_what_this_machine_writes_even_if_an_actor_is_killed(corpus):
    local, cluster = Path("local"), Path("cluster")
    _, said = start(corpus, local, "local").communicate(timeout=300)
    process = start(corpus, cluster, "ray")
    deadline = time.monotonic() + 240
    killed = 0
    while process.poll() is None and time.monotonic() < deadline:
        if not killed and (cluster / "run.json").exists():
            for actor in actors():
                os.kill(actor, signal.SIGKILL)
                killed += 1
                break
        time.sleep(0.02)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1, told
    assert killed
    assert files(cluster) == files(local)
    assert said.splitlines()[0] in told.splitlines()


def mixed(model, first):
    """Load in bf16 in the first process that asks, in fp32 in the others."""
    try:
        first.touch(exist_ok=False)
        precision = "bf16"
    except FileExistsError:
        precision = "fp32"
    settings = Settings(device="cpu", precision=precision)
    return Annotator.load(model, evidence=(), settings=settings)


def test_a_cluster_whose_machines_calculate_differently_is_refused(corpus):
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    load = partial(mixed, corpus / "model", Path("first").absolute())
    with pytest.raises(SettingsError, match=r"precision is '(bf16|fp32)' and .* --precision fp32"):
        run(documents(LONG, LONG, LONG), load=load, engine="ray")


class Annotate:
    """As the README has it."""

    def __init__(self, model):
        self.annotator = Annotator.load(model, evidence=())

    def __call__(self, table):
        for name, column in self.annotator.map(table.to_pydict()).items():
            table = table.append_column(name, pyarrow.array(column))
        return table


@pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")
def test_ray_data_reads_and_writes_shards(tmp_path):
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    model = tiny.write(tmp_path / "model", tiny.weights())
    Path("news").mkdir()
    for shard in range(3):
        rows = [{"id": f"{shard}/{n}", "text": f"Row {n} is red." * (n != 1)} for n in range(3)]
        Path(f"news/{shard}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    ray.init(num_cpus=3, log_to_driver=False)  # two actors, and one to read and write
    try:
        news = ray.data.read_json("news")
        annotated = news.map_batches(
            Annotate,
            fn_constructor_args=(str(model),),
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=2),
        )
        annotated.write_parquet(str(tmp_path / "out"))
    finally:
        ray.shutdown()
    assert len(list(Path("out").iterdir())) > 1
    found = {row["id"]: row for row in parquet.read_table("out").to_pylist()}
    assert len(found) == 9
    for name, row in found.items():
        if name.endswith("/1"):
            assert row["error"]["kind"] == "DocumentError"
            assert row["claims"] is None
        else:
            assert row["error"] is None
            assert [claim["text"] for claim in row["claims"]] == [row["text"]]


def actors():
    """Processes of our actors."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if place.read_bytes().startswith(b"ray::_Actor"):
                found.append(int(place.parent.name))
        except OSError:
            continue
    return found


def test_what_kills_an_actor_fails_alone():
    ray.cloudpickle.register_pickle_by_value(seam)
    texts = [LONG, "It rained.", LONG, "A DEADLY thing.", "It snowed.", LONG, LONG, LONG]
    given = documents(*texts)
    counts, _ = run(given, load=fragile, engine="ray")
    assert (counts.annotated, counts.failed) == (7, 1)
    found = records()
    assert [record["document"]["id"] for record in found] == [d.id for d in given]
    assert found[3]["error"]["kind"] == "WorkerError"


def test_a_cluster_that_is_partly_in_use_is_no_standstill(corpus, monkeypatch):
    address = ray.init(num_cpus=2, log_to_driver=False).address_info["gcs_address"]
    try:
        other = ray.remote(num_cpus=1)(Other).remote()
        assert ray.get(other.here.remote())
        monkeypatch.setenv("RAY_ADDRESS", address)
        process = start(corpus, Path("out"), "ray")
        _, told = process.communicate(timeout=120)
    finally:
        ray.shutdown()
    assert process.returncode == 1, told  # blank rows
    assert len(records()) == 16


class Other:
    """Keeps a core for itself."""

    def here(self):
        """Whether it does so by now."""
        return True


@pytest.mark.parametrize("address", ["nonsense", "host:port", "ray://127.0.0.1:9"])
def test_a_cluster_that_is_not_there_is_no_traceback(corpus, monkeypatch, address):
    monkeypatch.setenv("RAY_ADDRESS", address)
    process = start(corpus, Path("out"), "ray")
    _, told = process.communicate(timeout=120)
    assert process.returncode == 2, told
    said = f"factcheck: no Ray cluster can be had (RAY_ADDRESS: {address}): "
    assert told.splitlines()[-1].startswith(said)
    assert "Traceback" not in told
