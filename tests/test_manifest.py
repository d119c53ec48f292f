import hashlib

import pytest
from tiny import CONFIG, LABELS, describe

from factcheck.document import Resource, Thresholds
from factcheck.errors import ModelError, SettingsError
from factcheck.model.manifest import check_file, read_manifest


@pytest.fixture
def folder(tmp_path):
    """A model folder by its checksums; nobody looks inside the files here."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "tokenizer.json").write_bytes(b"{}")
    describe(folder)
    return folder


def change(folder, old, new):
    path = folder / "manifest.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def message(folder):
    with pytest.raises(ModelError) as caught:
        read_manifest(folder)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_what_a_manifest_says(folder):
    manifest = read_manifest(folder)
    assert (manifest.name, manifest.max_tokens) == ("tiny", CONFIG.positions)
    assert manifest.labels.stance == LABELS["stance"]
    assert manifest.labels.nli == LABELS["nli"]
    assert manifest.thresholds() == Thresholds(supported=0.7, refuted=0.6)
    digest = hashlib.sha256((folder / "manifest.toml").read_bytes()).hexdigest()
    assert manifest.resource == Resource(name="tiny", sha256=digest)


@pytest.mark.parametrize(
    ("target", "supported"), [(0.0, 0.7), (0.8, 0.7), (0.81, 0.97), (0.95, 0.97)]
)
def test_thresholds_of_a_target_precision(folder, target, supported):
    assert read_manifest(folder).thresholds(target).supported == supported


def test_target_precision_out_of_reach(folder):
    with pytest.raises(SettingsError, match=r"target precision 0\.99 is beyond .* up to 0\.95"):
        read_manifest(folder).thresholds(0.99)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stance = 1.25", "stance = 1.5"),
        ("supported = 0.7", "supported = 0.8"),
        ("neutral = 1.0", "neutral = 0.9"),
    ],
)
def test_digest_covers_the_calibration(folder, old, new):
    before = read_manifest(folder).resource.sha256
    change(folder, old, new)
    assert read_manifest(folder).resource.sha256 != before


def test_other_sections_are_let_be(folder):
    change(folder, "[files]", "[calibration]\nstance_ece = 0.03\n\n[files]")
    assert read_manifest(folder).name == "tiny"


def test_no_folder(tmp_path):
    text = message(tmp_path / "absent")
    assert text == (
        f"no model at {tmp_path / 'absent'}: give a folder with a manifest.toml, or a name"
    )


def test_file_for_a_folder(folder):
    assert message(folder / "tokenizer.json").startswith("no model at ")


def test_no_manifest(folder):
    (folder / "manifest.toml").unlink()
    text = message(folder)
    assert text.startswith(f"{folder / 'manifest.toml'} is missing")
    assert "not a model of factcheck" in text


def test_other_format(folder):
    change(folder, "factcheck-model/6", "factcheck-model/1")
    text = message(folder)
    assert str(folder / "manifest.toml") in text
    assert "'factcheck-model/6'" in text
    assert "'factcheck-model/1'" in text
    assert "use a model and a factcheck that belong together" in text


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("[labels]", "[labels", "line 5"),
        ('name = "tiny"\n', "", "name"),
        ("max_tokens = 128", 'max_tokens = "128"', "max_tokens"),
        ("layers = 3", "layers = 2.5", "encoder.layers"),
        ("early = 1", "early = 3", "early is 3, not below layers 3"),
        ("sentences = 2", "sentences = 4", "sentences is 4, above layers 3"),
        ("heads = 2", "heads = 2\nexperts = 8", "experts"),
        ("nli = 0.8", "", "nli"),
        ("supported = 0.7", "supported = 1.7", "operating_points[0].supported"),
        ("refuted = 0.6", "refuted = -0.1", "operating_points[0].refuted"),
        ('"hedged"', '"vague"', "labels.stance must be asserted, hedged, opinion, none, in this"),
        ('"hedged", ', "", "labels.stance must be"),
        ('"neutral", "contradiction"', '"contradiction", "neutral"', "labels.nli must be"),
        ('"neutral"', '"neutral", "neutral"', "labels.nli must be"),
        ('"doubt"', '"irony"', "labels.cues must be"),
        ('"named", "anonymous"', '"named"', "labels.sources must be named, anonymous, in this"),
        ("target_precision = 0.8", "target_precision = 0.99", "operating_points must rise"),
        ("precision = 0.95", "precision = 0.8", "operating_points must rise"),
        ("precision = 0.95", "precision = 0.5", "operating_points must rise"),
        ("[files]", "[sums]", "files"),
        ("distances = 0", "distances = 3", "distances is 3, neither 0 nor from 4 to 511"),
        ("distances = 0", "distances = 512", "distances is 512, neither 0 nor"),
        ("distances = 0", "distances = -1", "encoder.distances"),
        ('"tokenizer.json" =', '"tokeniser.json" =', "files must be tokenizer.json and plain"),
        ('"model.safetensors" =', '"model.bin" =', "end with .safetensors, not 'model.bin', 'tok"),
        ('"model.safetensors" =', '"../a.safetensors" =', "not '../a.safetensors', 'tokenizer"),
        ('"model.safetensors" =', '"/a.safetensors" =', "files must be"),
        ('"model.safetensors" =', '"a/b.safetensors" =', "files must be"),
        ('"model.safetensors" =', '"a\\u0000b.safetensors" =', "files must be"),
    ],
)
def test_wrong_manifest(folder, old, new, seen):
    change(folder, old, new)
    text = message(folder)
    assert text.startswith(f"{folder / 'manifest.toml'} cannot be read: ")
    assert seen in text
    assert text.endswith("; fetch the model again")


def test_manifest_that_is_no_text(folder):
    (folder / "manifest.toml").write_bytes(b"\xff\xfe\x00")
    assert message(folder).endswith("; fetch the model again")


def test_manifest_that_is_a_folder(folder):
    (folder / "manifest.toml").unlink()
    (folder / "manifest.toml").mkdir()
    assert message(folder).endswith("; fetch the model again")


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_missing_file(folder, name):
    (folder / name).unlink()
    assert message(folder) == (
        f"{folder / name} cannot be read: No such file or directory; fetch the model again"
    )


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_damaged_file(folder, name):
    expected = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / name).write_bytes(b"other")
    found = hashlib.sha256(b"other").hexdigest()
    assert message(folder) == (
        f"{folder / name} is damaged: its sha256 is {found[:12]}..., the manifest says"
        f" {expected[:12]}...; fetch the model again"
    )


def test_weights_in_parts(folder):
    (folder / "more.safetensors").write_bytes(b"more")
    digest = hashlib.sha256(b"more").hexdigest()
    change(folder, "[files]\n", f'[files]\n"more.safetensors" = "{digest}"\n')
    assert read_manifest(folder).weights == ["more.safetensors", "model.safetensors"]
    (folder / "more.safetensors").write_bytes(b"less")
    assert f"{folder / 'more.safetensors'} is damaged" in message(folder)


def test_check_file(folder):
    check_file(folder / "tokenizer.json", hashlib.sha256(b"{}").hexdigest())
    with pytest.raises(ModelError, match="is damaged"):
        check_file(folder / "tokenizer.json", hashlib.sha256(b"[]").hexdigest())
