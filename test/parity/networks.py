"""Small random networks of every kind that DeepFloyd IF has, and what diffusers and transformers answer with them.

A case is a directory: a bundle with one network, in one of the layouts that such files come in, with `inputs.safetensors`
and `expected.safetensors` named as the library names them. The answers are in float32, whatever the weights are kept in.
"""

import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from diffusers import UNet2DConditionModel
from diffusers.pipelines.deepfloyd_if import IFSafetyChecker
from safetensors.torch import save_file
from transformers import CLIPConfig, T5Config, T5EncoderModel

TOKENS = 77


def write_networks(out: Path, generator: torch.Generator) -> None:
    draw = Draw(generator)
    write_unet(out / "stage1", stage1(draw), draw, Layout("float32"))
    write_unet(out / "stage2", stage2(draw), draw, Layout("float32", shards=3))
    write_unet(out / "stage2-self", stage2_with_self_attention(draw), draw, Layout("float16", variant="fp16"))
    write_unet(out / "stage1-bf16", two_levels(draw), draw, Layout("bfloat16", variant="bf16", shards=2))
    write_t5(out / "t5", draw, Layout("float32"), length=TOKENS)
    write_t5(out / "t5-fp16", draw, Layout("float16", variant="fp16", shards=2), length=2 * TOKENS)
    write_safety_checker(out / "safety", draw, Layout("float32"))
    write_safety_checker(out / "safety-fp16", draw, Layout("float16", variant="fp16"))


class Draw:
    """Random choices and numbers, a function of the generator alone."""

    def __init__(self, generator: torch.Generator):
        self.generator = generator

    def choose(self, *options):
        return options[torch.randint(len(options), (1,), generator=self.generator).item()]

    def normal(self, *shape, std=1.0):
        return torch.randn(*shape, generator=self.generator) * std


class Layout:
    """How the weights of a case are kept: their type, the variant in the file's name, and the number of shards."""

    def __init__(self, dtype: str, variant: str | None = None, shards: int = 1):
        self.dtype = getattr(torch, dtype)
        self.variant = variant
        self.shards = shards


def common(draw: Draw) -> dict:
    """What the configurations of both stages have in common."""
    heads = draw.choose(2, 4)
    return dict(
        out_channels=6,
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        act_fn="gelu",
        norm_num_groups=8,
        cross_attention_dim=32,
        cross_attention_norm="group_norm",
        encoder_hid_dim=heads * draw.choose(6, 10),
        encoder_hid_dim_type="text_proj",
        attention_head_dim=draw.choose(4, 8),
        addition_embed_type="text",
        addition_embed_type_num_heads=heads,
        resnet_time_scale_shift="scale_shift",
    )


def blocks(attends: list[bool]) -> dict:
    """Block types by level, the finest first."""
    down = ["SimpleCrossAttnDownBlock2D" if a else "ResnetDownsampleBlock2D" for a in attends]
    up = ["SimpleCrossAttnUpBlock2D" if a else "ResnetUpsampleBlock2D" for a in reversed(attends)]
    return dict(down_block_types=down, up_block_types=up)


def stage1(draw: Draw) -> dict:
    """Four levels, attention of pixels to text and to each other below the finest."""
    return dict(
        common(draw),
        **blocks([False, True, True, True]),
        sample_size=16,
        in_channels=3,
        block_out_channels=[8, draw.choose(8, 16), draw.choose(16, 24), 24],
        layers_per_block=draw.choose(1, 2),
    )


def stage2(draw: Draw) -> dict:
    """Five levels of different depths, attention to the text alone, a noise level, branches scaled."""
    widths = [8, 8, draw.choose(8, 16), 16, draw.choose(16, 24)]
    return dict(
        common(draw),
        **blocks([False, False, False, True, True]),
        sample_size=32,
        in_channels=6,
        block_out_channels=widths,
        layers_per_block=[1, 1, draw.choose(1, 2), 2, 2],
        only_cross_attention=True,
        class_embed_type="timestep",
        time_embedding_dim=2 * widths[0],
        time_embedding_act_fn="gelu",
        resnet_skip_time_act=True,
        resnet_out_scale_factor=1 / 0.7071,
        mid_block_scale_factor=1 / 0.7071,
    )


def stage2_with_self_attention(draw: Draw) -> dict:
    """The options of stage 2 apart from each other, where diffusers lets them differ."""
    return dict(
        common(draw),
        **blocks([True, False, True]),
        sample_size=16,
        in_channels=6,
        block_out_channels=[8, 16, 24],
        layers_per_block=1,
        mid_block_only_cross_attention=True,
        class_embed_type="timestep",
        resnet_skip_time_act=True,
        mid_block_scale_factor=1.414,
    )


def two_levels(draw: Draw) -> dict:
    """As wide as 32 groups want it: the activation on the time twice, as stage 2 may not have it."""
    config = dict(
        common(draw),
        **blocks([False, True]),
        sample_size=8,
        in_channels=3,
        block_out_channels=[32, 32],
        layers_per_block=1,
        time_embedding_act_fn="gelu",
        resnet_out_scale_factor=1.25,
        norm_eps=1e-4,
    )
    return dict(config, norm_num_groups=32)


def write_unet(case: Path, config: dict, draw: Draw, layout: Layout) -> None:
    model = randomised(UNet2DConditionModel(**config), draw, layout.dtype)
    save(case / "unet", model.to(layout.dtype), "diffusion_pytorch_model", layout)
    model.float()
    size, rows = config["sample_size"], 3
    inputs = dict(
        sample=draw.normal(rows, config["in_channels"], size, size),
        timestep=torch.tensor([0, 250, 999]),
        encoder_hidden_states=draw.normal(rows, TOKENS, config["encoder_hid_dim"]),
    )
    if config.get("class_embed_type") == "timestep":
        inputs["class_labels"] = torch.tensor([250.0, 0.0, 999.0])
    with torch.no_grad():
        expected = dict(sample=model(**inputs).sample)
    write_case(case, inputs, expected)


def write_t5(case: Path, draw: Draw, layout: Layout, length: int) -> None:
    config = T5Config(
        vocab_size=64,
        d_model=draw.choose(24, 32),
        d_kv=8,
        d_ff=draw.choose(40, 48),
        num_layers=draw.choose(2, 3),
        num_heads=draw.choose(2, 5),
        relative_attention_num_buckets=32,
        feed_forward_proj="gated-gelu",
    )
    model = loaded(randomised(T5EncoderModel(config), draw, torch.float32), layout.dtype)
    save(case / "text_encoder", model, "model", layout)
    model.float()
    rows = 3
    ids = torch.randint(config.vocab_size, (rows, length), generator=draw.generator)
    lengths = torch.tensor([1, length // 3, length])
    mask = (torch.arange(length)[None, :] < lengths[:, None]).long()
    inputs = dict(input_ids=ids, attention_mask=mask)
    with torch.no_grad():
        expected = dict(last_hidden_state=model(**inputs).last_hidden_state)
    write_case(case, inputs, expected)


def write_safety_checker(case: Path, draw: Draw, layout: Layout) -> None:
    """The vision tower and both heads, up to the thresholds."""
    heads = draw.choose(2, 3)
    vision = dict(
        hidden_size=heads * draw.choose(8, 12),
        intermediate_size=draw.choose(40, 56),
        projection_dim=draw.choose(16, 20),
        num_hidden_layers=draw.choose(2, 3),
        num_attention_heads=heads,
        image_size=28,
        patch_size=draw.choose(7, 14),
    )
    config = CLIPConfig(vision_config=vision)
    config._attn_implementation = "eager"
    model = randomised(IFSafetyChecker(config), draw, layout.dtype)
    save(case / "safety_checker", model.to(layout.dtype), "model", layout)
    model.float()
    inputs = dict(clip_input=draw.normal(3, 3, 28, 28))
    with torch.no_grad():
        embeds = model.vision_model(inputs["clip_input"])[0]
        expected = dict(image_embeds=embeds, p_head=model.p_head(embeds), w_head=model.w_head(embeds))
    write_case(case, inputs, expected)


def randomised(model: torch.nn.Module, draw: Draw, dtype: torch.dtype) -> torch.nn.Module:
    """Every parameter drawn anew, none at a value that hides a fault, and rounded as the file will hold it."""
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            value = draw.normal(*parameter.shape, std=0.1)
        elif parameter.ndim == 1:
            value = 1 + draw.normal(*parameter.shape, std=0.2)
        else:
            value = draw.normal(*parameter.shape, std=1 / math.sqrt(parameter[0].numel()))
        parameter.data = value.to(dtype).float()
    return model.eval()


def loaded(model: T5EncoderModel, dtype: torch.dtype) -> T5EncoderModel:
    """As transformers loads it in this type: what half precision cannot be computed with stays in single."""
    with TemporaryDirectory() as directory:
        model.save_pretrained(directory)
        return T5EncoderModel.from_pretrained(directory, dtype=dtype, attn_implementation="eager").eval()


def save(directory: Path, model: torch.nn.Module, stem: str, layout: Layout) -> None:
    """As the library saves it, in as many shards as asked."""
    size = sum(p.numel() * p.element_size() for p in model.parameters())
    limit = math.ceil(size / layout.shards * 1.05) if layout.shards > 1 else "5GB"
    model.save_pretrained(directory, variant=layout.variant, max_shard_size=limit)
    assert any(directory.glob(f"{stem}*.safetensors"))


def write_case(case: Path, inputs: dict, expected: dict) -> None:
    save_file({name: value.contiguous() for name, value in inputs.items()}, case / "inputs.safetensors")
    save_file({name: value.contiguous() for name, value in expected.items()}, case / "expected.safetensors")
    sizes = {name: list(value.shape) for name, value in expected.items()}
    print(case.name, json.dumps(sizes))
