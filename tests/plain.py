"""A plain NLI model of transformers with tiny random weights."""

from pathlib import Path

import torch
from tiny import TOKENIZER
from tokenizers import Tokenizer
from transformers import (
    AutoModelForSequenceClassification,
    BertConfig,
    BertForSequenceClassification,
    PretrainedConfig,
    PreTrainedTokenizerFast,
)

ORDER = ("entailment", "neutral", "contradiction")


def write(folder: Path, labels: tuple[str, ...] = ORDER, seed: int = 0) -> Path:
    """Write a model folder whose outputs are those of ``ORDER`` put in another order.

    :param labels: names in the config; the outputs follow them.
    """
    generator = torch.Generator().manual_seed(seed)
    config = BertConfig(
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=96,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.normal_(std=0.5, generator=generator)
            if name.endswith("LayerNorm.weight"):
                weight.add_(1)
        places = [
            next((ORDER.index(o) for o in ORDER if o[:6] == label.lower()[:6]), 1)
            for label in labels
        ]
        rows = torch.randn(len(ORDER), 24, generator=generator)
        model.classifier.weight.copy_(rows[places])
        model.classifier.bias.zero_()
    model.save_pretrained(folder, safe_serialization=True)
    PreTrainedTokenizerFast(
        tokenizer_file=str(TOKENIZER),
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
        model_max_length=96,
    ).save_pretrained(folder)
    return folder


def write_other(folder: Path, kind: type[PretrainedConfig], **tokens: str) -> Path:
    """Write a model folder of another architecture.

    :param tokens: special tokens of the tokenizer.
    """
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()  # which would name a token too
    config = kind(
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=96,
        vocab_size=tokenizer.get_vocab_size(),
        id2label=dict(enumerate(ORDER)),
        label2id={label: number for number, label in enumerate(ORDER)},
    )
    torch.manual_seed(0)
    AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        model_input_names=["input_ids", "attention_mask"],
        **tokens,
    ).save_pretrained(folder)
    return folder
