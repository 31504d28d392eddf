"""A small SentencePiece model made as T5's was, the same pieces in two forms of tokenizer.json, and the tokens that
SentencePiece and the tokenizers library find in texts of all kinds."""

import base64
import io
import json
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

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
    "\ufeffmarks\ufeffof byte order\ufeff",
    "\u0085next\u0085lines\u0085",
    "CAPITALS And Mixed",
    "русский 日本語 العربية",
    "▁escaped ▁ already",
    "control \x01\x02 bytes \x7f",
    "a very long prompt " * 30,
    "\U0010ffff",
]


def write_tokenizer(out: Path) -> None:
    model = train_tokenizer(out)
    write_expected(out, sentencepiece.SentencePieceProcessor(model_proto=model).encode)
    parsed = sentencepiece_model_pb2.ModelProto.FromString(model)
    write_json(out.parent / "tokenizer-ours", parsed, ours())
    write_json(out.parent / "tokenizer-t5", parsed, converted(parsed))


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


def ours() -> normalizers.Normalizer:
    """As the data sets' tokenizers have it."""
    return normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])


def converted(model: sentencepiece_model_pb2.ModelProto) -> normalizers.Normalizer:
    """As transformers converts SentencePiece's models."""
    rules = normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap)
    return normalizers.Sequence([rules, normalizers.Strip(left=False), normalizers.Replace(Regex(" {2,}"), "\u2581")])


def write_json(out: Path, model: sentencepiece_model_pb2.ModelProto, normalizer: normalizers.Normalizer) -> None:
    """Without the compiled rules, which are long: they are those of spiece.model."""
    out.mkdir()
    tokenizer = Tokenizer(models.Unigram([(piece.piece, piece.score) for piece in model.pieces], unk_id=2))
    tokenizer.add_special_tokens(["<pad>", "</s>", "<unk>"])
    tokenizer.normalizer = normalizer
    metaspace = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    written = json.loads(tokenizer.to_str())
    for each in written["normalizer"]["normalizers"]:
        if each["type"] == "Precompiled":
            rules = base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()
            assert each["precompiled_charsmap"] == rules
            each["precompiled_charsmap"] = None
    (out / "tokenizer.json").write_text(json.dumps(written, ensure_ascii=True))
    write_expected(out, lambda text: tokenizer.encode(text).ids[:-1])


def write_expected(out: Path, encode) -> None:
    texts = [dict(text=text, ids=padded(encode(text))) for text in TEXTS]
    (out / "expected.json").write_text(json.dumps(texts, ensure_ascii=True))


def padded(ids: list[int]) -> list[int]:
    """As T5 is given them: the end of the sentence last, cut and padded to one length."""
    read = [*ids[: LENGTH - 1], 1]
    return read + [0] * (LENGTH - len(read))
