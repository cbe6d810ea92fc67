"""Sentences as vectors: what means the same lies near.

The encoder is all-MiniLM-L6-v2 as published (Wang et al. 2020; Reimers and Gurevych 2019), its weights in 8 bits; the mean
over all word pieces, of unit length. Each sentence is a run of its own, so that the same sentence has the same vector
whatever is read beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.network import SHIPPED, session, vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
WIDTH = 384
_LONGEST = 128  # word pieces that are read of a sentence, as it was trained
_LONGEST_TEXT = 4_000  # code points of a sentence that are looked at
_SHA256 = "a8d174bb6b3673ae049555e724663a46b05785f2fa22044fb45a35931fe2aba7"
_SURROGATE = re.compile("[\ud800-\udfff]")  # alone it is no character


class Sentences:
    """Makes vectors. Raises ModelError where the weights are missing or damaged."""

    def __init__(self) -> None:
        self._pieces = pieces(SHIPPED / "vocab.txt")
        self._network = session(SHIPPED / "sentences.onnx", _SHA256)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """A vector a text. Shape: (text, 384), each of unit length; the cosine of two is their product."""
        found = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for i, text in enumerate(texts):
            ids = self._pieces.encode(_SURROGATE.sub("\ufffd", text[:_LONGEST_TEXT])).ids
            found[i] = self._network.run(None, {"pieces": np.array([ids], dtype=np.int64)})[0][0]
        return found


def pieces(path: Path) -> Tokenizer:
    """The uncased word pieces of BERT, [CLS] before and [SEP] after them."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    known = vocabulary(path)
    tokenizer = Tokenizer(models.WordPiece(known, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", known["[SEP]"]), ("[CLS]", known["[CLS]"]))
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer
