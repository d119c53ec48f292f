"""Train a network on labels: stance, tags and NLI at once.

    python training/train.py PREPARED --start START --out OUT

START is a folder with a published BERT of width 384 (MiniLM, e5-small) or MPNet in safetensors, or
weights that training wrote, or the folder of a model of ours to go on from; with
``--frozen 12 --only-sentences`` nothing but the heads of sentences learns, which a CPU does in half
an hour. Runs in bf16 where the device has it, else in fp32. The weights are averaged over the steps
and written to OUT after each epoch, measured on the development splits. A run that broke off goes
on from its last checkpoint when it is started again.
"""

import argparse
import time
from pathlib import Path

from data import load_prepared, load_tokenizer
from fit import add_options, fit, prepare_torch, schedule_of, writer
from networks import Student, network


def freeze(model: Student, layers: int) -> None:
    """Keep the embeddings, and the lowest layers, as they are, which saves time and memory."""
    encoder = model.encoder
    kept = [encoder.tokens, encoder.positions, encoder.segments, encoder.norm]
    for module in (*kept, *encoder.layers[:layers]):
        module.requires_grad_(False)


def main() -> None:
    """Read the arguments, train, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser, epochs=3, rate=1e-4, max_tokens=16_384)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument(
        "--frozen", type=int, metavar="N", help="the embeddings and N lowest layers do not learn"
    )
    parser.add_argument("--only-sentences", action="store_true", help="leave out the pairs")
    options = parser.parse_args()
    device = prepare_torch(options.seed)
    begun = time.time()
    tokenizer = load_tokenizer(options.tokenizer)
    labelled, _, dev = load_prepared(options.prepared, tokenizer, options.share)
    if options.only_sentences:
        labelled = [item for item in labelled if not item.pair]
        dev = {name: items for name, items in dev.items() if not items[0].pair}
    print(f"{len(labelled)} labelled rows, {time.time() - begun:.0f} s", flush=True)
    model = network(options.start, tokenizer, options.dropout).to(device)
    if options.frozen is not None:
        freeze(model, options.frozen)
    save, checkpoint = writer(options.out)
    fit(model, labelled, [], schedule_of(options), dev, save, checkpoint)
    print(f"written to {options.out} after {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
