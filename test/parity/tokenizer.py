"""A small SentencePiece model made as T5's was, and the tokens that SentencePiece finds in texts of all kinds."""

import io
import json
from pathlib import Path

import sentencepiece

LENGTH = 77

CORPUS = """an oil painting of a snowy mountain village
a photo of the amalfi coast
a photo of a man
a photo of a hipster barista
a photo of a dog
an oil painting of people around a campfire
an oil painting of an old man
a lithograph of waterfalls
a lithograph of a skull
a man wearing a hat
a high quality photo
a rocket ship
a pencil
a drawing of a cat and a rocket in the rain
a watercolour of an old ship on a stormy sea at night
two red birds under a green tree, in the style of a woodcut
the quick brown fox jumps over the lazy dog; 0123456789!
""".splitlines()

TEXTS = [
    *CORPUS,
    "",
    " ",
    "  two   spaces\tand a tab\nand a line  ",
    "Ｆｕｌｌ ｗｉｄｔｈ，　ideographic space",
    "ﬁne ligatures: ﬀ ﬃ Ⅷ ½ ²",
    "combining e\u0301 and o\u0308, composed é and ö",
    "ｶﾞｷﾞ half width kana が",
    "emoji 🚀🚀 and 👩‍🚀 a rocket",
    "zero\u200bwidth\u00a0no-break\u00adsoft",
    "CAPITALS And Mixed",
    "русский 日本語 العربية",
    "▁escaped ▁ already",
    "control \x01\x02 bytes \x7f",
    "a very long prompt " * 30,
    "\U0010ffff",
]


def write_tokenizer(out: Path) -> None:
    model = train_tokenizer(out)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    texts = [dict(text=text, ids=padded(processor.encode(text))) for text in TEXTS]
    (out / "expected.json").write_text(json.dumps(texts, ensure_ascii=True))


def train_tokenizer(out: Path) -> bytes:
    """Writes `spiece.model`, and returns it."""
    out.mkdir(parents=True)
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS * 20),
        model_writer=written,
        model_type="unigram",
        vocab_size=140,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        num_threads=1,
        minloglevel=2,
    )
    (out / "spiece.model").write_bytes(written.getvalue())
    return written.getvalue()


def padded(ids: list[int]) -> list[int]:
    """As T5 is given them: the end of the sentence last, cut and padded to one length."""
    read = [*ids[: LENGTH - 1], 1]
    return read + [0] * (LENGTH - len(read))
