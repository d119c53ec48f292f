"""What the networks are trained for: labels where there are, a teacher where there is one."""

from collections.abc import Sequence

import torch
from data import IGNORED, Batch, Item
from packing import read_packed
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, nll_loss

from factcheck.model.encoder import CUE_TAGS, Model

SMOOTHING = 0.05
CLASS_NOT_ENTAILED = 3
TAG_WEIGHT = 0.7  # of the tags loss beside the stance loss


def nli_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy where "not entailment" counts both other classes."""
    scores = log_softmax(logits.float(), -1)
    not_entailed = torch.logsumexp(scores[:, 1:], -1, keepdim=True)
    two = labels == CLASS_NOT_ENTAILED
    plain = labels.masked_fill(two, IGNORED)
    total = cross_entropy(
        logits.float(), plain, ignore_index=IGNORED, reduction="sum", label_smoothing=SMOOTHING
    )
    total = total - (not_entailed[:, 0] * two).sum()
    return total / (labels >= 0).sum().clamp(min=1)


def tag_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of cue and source tags over the tokens that have them."""
    cues, sources = logits.float().split((len(CUE_TAGS), logits.shape[-1] - len(CUE_TAGS)), -1)
    loss = torch.zeros((), device=logits.device)
    for scores, gold in ((cues, batch.cue_tags), (sources, batch.source_tags)):
        total = nll_loss(
            log_softmax(scores, -1).flatten(0, 1),
            gold.flatten(),
            ignore_index=IGNORED,
            reduction="sum",
        )
        loss = loss + total / (gold >= 0).sum().clamp(min=1)
    return loss


def divergence(logits: Tensor, soft: Tensor) -> Tensor:
    """Cross-entropy to the teacher's probabilities, a row at a time."""
    return -(soft.softmax(-1) * log_softmax(logits.float(), -1)).sum(-1)


def stacked(items: Sequence[Item], length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """The teacher's stance and tag logits of a batch of sentences, padded with zeros."""
    tags = torch.zeros(len(items), length, items[0].soft[1].shape[-1])
    for place, item in enumerate(items):
        tags[place, : len(item.ids)] = item.soft[1].float()
    stance = torch.stack([item.soft[0].float() for item in items])
    return stance.to(device, non_blocking=True), tags.to(device, non_blocking=True)


def loss_of(model: nn.Module, batch: Batch) -> Tensor:
    """Loss of one batch: labels where there are, teacher where there is one."""
    return loss_of_pairs(model, batch) if batch.items[0].pair else loss_of_sentences(model, batch)


def loss_of_pairs(model: nn.Module, batch: Batch) -> Tensor:
    """Our model reads the hypotheses of one premise together, a teacher one by one."""
    if isinstance(model, Model):
        logits = read_packed(model, batch.items)
    else:
        logits = model.read_pairs(batch.tokens, batch.segments, batch.mask)
    if batch.items[0].soft is None:
        return nli_loss(logits, batch.labels)
    soft = torch.stack([item.soft.float() for item in batch.items]).to(logits.device)
    weight = torch.where(batch.labels >= 0, 0.5, 1.0)
    return 0.5 * nli_loss(logits, batch.labels) + (weight * divergence(logits, soft)).mean()


def loss_of_sentences(model: nn.Module, batch: Batch) -> Tensor:
    """Stance and tags."""
    stance, tags = model.read_sentences(batch.tokens, batch.mask)
    distilled = batch.items[0].soft is not None
    loss = stance.sum() * 0.0
    if (batch.labels >= 0).any():
        gold = cross_entropy(
            stance.float(), batch.labels, ignore_index=IGNORED, label_smoothing=SMOOTHING
        )
        loss = loss + (0.5 if distilled else 1.0) * (gold + TAG_WEIGHT * tag_loss(tags, batch))
    if distilled:
        soft_stance, soft_tags = stacked(batch.items, batch.tokens.shape[1], stance.device)
        weight = torch.where(batch.labels >= 0, 0.5, 1.0)
        loss = loss + (weight * divergence(stance, soft_stance)).mean()
        split = (len(CUE_TAGS), tags.shape[-1] - len(CUE_TAGS))
        for ours, theirs in zip(tags.split(split, -1), soft_tags.split(split, -1), strict=True):
            by_token = divergence(ours, theirs) * batch.mask
            loss = loss + TAG_WEIGHT * (weight * by_token.sum(1) / batch.mask.sum(1)).mean()
    return loss
