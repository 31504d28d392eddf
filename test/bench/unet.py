"""diffusers' side of the bench `unet`.

make DIRECTORY WIDTH BATCH       writes a bundle of random weights, inputs and what diffusers answers
run DIRECTORY THREADS SETTING    evaluates it
"""

import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from rounds import answer_rounds
from safetensors.torch import load_file, save_file

TOKENS = 77
TEXT = 512


def random_unet(width: int) -> UNet2DConditionModel:
    """Stage 1's architecture: attention to text and pixels below the finest of four levels."""
    torch.manual_seed(0)
    attended, raised = "SimpleCrossAttnDownBlock2D", "SimpleCrossAttnUpBlock2D"
    return UNet2DConditionModel(
        sample_size=64,
        in_channels=3,
        out_channels=6,
        down_block_types=("ResnetDownsampleBlock2D", attended, attended, attended),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=(raised, raised, raised, "ResnetUpsampleBlock2D"),
        block_out_channels=(width, 2 * width, 3 * width, 4 * width),
        layers_per_block=2,
        act_fn="gelu",
        norm_num_groups=32,
        cross_attention_dim=4 * width,
        cross_attention_norm="group_norm",
        encoder_hid_dim=TEXT,
        encoder_hid_dim_type="text_proj",
        attention_head_dim=32,
        addition_embed_type="text",
        addition_embed_type_num_heads=8,
        resnet_time_scale_shift="scale_shift",
    )


def make(directory: Path, width: int, batch: int) -> None:
    model = random_unet(width).eval()
    inputs = {
        "sample": torch.randn(batch, 3, 64, 64),
        "timestep": torch.full((batch,), 500.0),
        "encoder_hidden_states": torch.randn(batch, TOKENS, TEXT),
    }
    model.save_pretrained(directory / "unet")
    save_file(inputs, directory / "inputs.safetensors")
    with torch.inference_mode():
        save_file({"sample": model(**inputs).sample}, directory / "expected.safetensors")


def run(directory: Path, threads: int, setting: str) -> None:
    torch.set_num_threads(threads)
    # As ours does: numbers too small to be normal cost a processor many times as much.
    torch.set_flush_denormal(True)
    layout = torch.channels_last if setting == "channels_last" else torch.contiguous_format
    model = UNet2DConditionModel.from_pretrained(directory / "unet").eval().to(memory_format=layout)
    inputs = load_file(directory / "inputs.safetensors")
    inputs["sample"] = inputs["sample"].to(memory_format=layout)
    with torch.inference_mode():
        answer_rounds({}, lambda: model(**inputs))


command, directory, *rest = sys.argv[1:]
if command == "make":
    make(Path(directory), int(rest[0]), int(rest[1]))
else:
    run(Path(directory), int(rest[0]), rest[1])
