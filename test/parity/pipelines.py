"""Whole runs of diffusers' six pipelines for DeepFloyd IF, with the noise given to them.

`stage1` and `stage2` are small random bundles as diffusers saves them, with the options of the real ones. A case is a
directory: `case.json` says what was asked and which timesteps were visited, `expected.safetensors` has the finished
pictures of each stage before they become bytes. All cases draw the noise of `noise.safetensors`.
"""

import json
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

import diffusers
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from diffusers.pipelines.deepfloyd_if import (
    pipeline_if,
    pipeline_if_img2img,
    pipeline_if_img2img_superresolution,
    pipeline_if_inpainting,
    pipeline_if_inpainting_superresolution,
    pipeline_if_superresolution,
)
from diffusers.schedulers import scheduling_ddpm
from networks import Draw, randomised, stage1, stage2
from PIL import Image
from safetensors.torch import save_file
from scheduler import scheduler_of
from tokenizer import train_tokenizer
from transformers import T5Config, T5EncoderModel, T5Tokenizer

SMALL, LARGE = 16, 32
COUNT = 2
STEPS = 6
QUIET = 0.025

# Everything that draws noise does so by this name.
DRAWING = [
    pipeline_if,
    pipeline_if_img2img,
    pipeline_if_img2img_superresolution,
    pipeline_if_inpainting,
    pipeline_if_inpainting_superresolution,
    pipeline_if_superresolution,
    scheduling_ddpm,
]

ASKED = dict(prompt="a photo of a dog", negative="", guidance=7.0)
MILD = dict(ASKED, guidance=1.5)
ANY_STEPS = dict(timesteps=[980, 700, 450, 200, 60, 0])
UPSCALE = dict(num_inference_steps=5, guidance_scale=4.0, noise_level=250)
HELD = dict(image="flat", mask_image="mask")


def write_pipelines(out: Path, generator: torch.Generator) -> None:
    draw = Draw(generator)
    write_bundles(out, draw)
    write_pictures(out, draw)
    noise = draw_noise(draw)
    save_file(noise, out / "noise.safetensors")
    runs = Runs(out, noise)
    runs.write("text", ASKED, ANY_STEPS, UPSCALE)
    runs.write("text-fp16", MILD, dict(num_inference_steps=5), dict(UPSCALE, guidance_scale=1.5), torch.float16)
    runs.write("negative", dict(MILD, negative="a pencil"), dict(num_inference_steps=4))
    runs.write("edit", ASKED, dict(image="picture", num_inference_steps=5, strength=0.7))
    runs.write("inpaint", ASKED, dict(image="picture", mask_image="mask-small", num_inference_steps=5, strength=1.0))
    large = dict(UPSCALE, original_image="flat", strength=0.8)
    runs.write("edit-large", ASKED, dict(image="flat", num_inference_steps=5, strength=0.7), large)
    large = dict(UPSCALE, original_image="flat", mask_image="mask", strength=0.8, noise_level=0)
    runs.write("inpaint-large", ASKED, dict(HELD, num_inference_steps=5, strength=1.0), large)


def write_bundles(out: Path, draw: Draw) -> None:
    """Stage 1 in half precision and with the text encoder, stage 2 in float32 and without."""
    small = dict(stage1(draw), sample_size=SMALL, block_out_channels=[8, 8, 16, 16], layers_per_block=1)
    widths, layers = [8, 8, 8, 16, 16], [1, 1, 1, 1, 2]
    large = dict(stage2(draw), sample_size=LARGE, block_out_channels=widths, layers_per_block=layers)
    same = ("encoder_hid_dim", "addition_embed_type_num_heads")
    large.update({name: small[name] for name in same}, time_embedding_dim=16)
    train_tokenizer(out / "tokenizer")
    unguarded = dict(safety_checker=None, feature_extractor=None, watermarker=None, requires_safety_checker=False)
    first = pipeline_if.IFPipeline(
        tokenizer=T5Tokenizer.from_pretrained(out / "tokenizer"),
        text_encoder=text_encoder(draw, small["encoder_hid_dim"]),
        unet=unet(small, draw, torch.float16),
        scheduler=scheduler_of(1.5),
        **unguarded,
    )
    first.to(torch.float16).save_pretrained(out / "stage1", variant="fp16")
    (out / "stage1/tokenizer/tokenizer.json").unlink()
    (out / "tokenizer/spiece.model").rename(out / "stage1/tokenizer/spiece.model")
    (out / "tokenizer").rmdir()
    second = pipeline_if_superresolution.IFSuperResolutionPipeline(
        tokenizer=None,
        text_encoder=None,
        unet=unet(large, draw, torch.float32),
        scheduler=scheduler_of(1.0),
        image_noising_scheduler=DDPMScheduler(beta_schedule="squaredcos_cap_v2"),
        **unguarded,
    )
    second.save_pretrained(out / "stage2")


def unet(config: dict, draw: Draw, dtype: torch.dtype) -> torch.nn.Module:
    """
    With a weak last layer: a random network at full strength would make of each rounding another picture, which a trained
    one does not.
    """
    model = randomised(UNet2DConditionModel(**config), draw, dtype)
    model.conv_out.weight.data = (model.conv_out.weight.data * QUIET).to(dtype).float()
    return model


def text_encoder(draw: Draw, width: int) -> torch.nn.Module:
    config = T5Config(
        vocab_size=256,
        d_model=width,
        d_kv=8,
        d_ff=40,
        num_layers=2,
        num_heads=draw.choose(2, 3),
        feed_forward_proj="gated-gelu",
    )
    return randomised(T5EncoderModel(config), draw, torch.float16)


def write_pictures(out: Path, draw: Draw) -> None:
    """
    A picture of stage 1's size, and one of stage 2's size that has one colour, so that every way of making it smaller gives
    the same. The edges of the mask lie between the pixels of both sizes: it is read as black or white.
    """
    pixels = draw.normal(SMALL, SMALL, 3, std=60) + 128
    Image.fromarray(pixels.clamp(0, 255).to(torch.uint8).numpy()).save(out / "picture.png")
    Image.new("RGB", (LARGE, LARGE), (30, 200, 120)).save(out / "flat.png")
    mask = Image.new("L", (LARGE, LARGE), 0)
    mask.paste(255, (8, 4, 28, 20))
    mask.save(out / "mask.png")
    mask.resize((SMALL, SMALL), Image.Resampling.NEAREST).save(out / "mask-small.png")


def draw_noise(draw: Draw) -> dict:
    """As half precision holds it, so that every run has the same numbers. `low` is the noise of the picture to upscale."""
    small, large = (COUNT, 3, SMALL, SMALL), (COUNT, 3, LARGE, LARGE)
    shapes = {
        "init": small,
        "steps": (STEPS, *small),
        "upscale.init": large,
        "upscale.low": large,
        "upscale.steps": (STEPS, *large),
    }
    return {name: draw.normal(*shape).half().float() for name, shape in shapes.items()}


class Runs:
    """Runs of the bundles in `out`, and what they found."""

    def __init__(self, out: Path, noise: dict):
        self.out = out
        self.noise = noise

    def write(self, name: str, asked: dict, small: dict, large: dict | None = None, dtype=torch.float32) -> None:
        """One run of stage 1 and, where `large` says how, of stage 2 on what it made."""
        first = self.load("stage1", kind(small), dtype, variant="fp16")
        text = self.encode(first, asked)
        options = dict(small, guidance_scale=asked["guidance"], num_images_per_prompt=COUNT)
        noise = [self.noise["init"], *self.noise["steps"]]
        pictures, timesteps = self.run(first, dict(options, **text), noise)
        expected, case = dict(sample=pictures), dict(asked, timesteps=timesteps, **named(small))
        if large:
            second = self.load("stage2", kind(large, "SuperResolution"), dtype)
            each = {part: rows.repeat_interleave(COUNT, dim=0) for part, rows in text.items()}
            noise = [self.noise[f"upscale.{part}"] for part in ("init", "low")] + [*self.noise["upscale.steps"]]
            expected["upscaled"], timesteps = self.run(second, dict(large, image=pictures, **each), noise)
            stage = dict(guidance=large["guidance_scale"], noiseLevel=large["noise_level"])
            case["upscale"] = dict(stage, timesteps=timesteps, **named(large))
        self.save(name, case, expected)

    def load(self, bundle: str, pipeline: str, dtype: torch.dtype, **options):
        options.update(absent_parts(self.out / bundle), dtype=dtype)
        loaded = getattr(diffusers, pipeline).from_pretrained(self.out / bundle, **options)
        loaded.set_progress_bar_config(disable=True)
        return loaded

    def encode(self, pipe, asked: dict) -> dict:
        prompt, negative = pipe.encode_prompt(asked["prompt"], negative_prompt=asked["negative"], clean_caption=False)
        return dict(prompt_embeds=prompt, negative_prompt_embeds=negative)

    def run(self, pipe, options: dict, noise: list) -> tuple[torch.Tensor, list[int]]:
        """The finished pictures, and the timesteps that were visited."""
        visited = []
        pictures = {part: self.picture(value, options) for part, value in options.items() if isinstance(value, str)}
        with given(noise):
            options = dict(options, **pictures, callback=lambda _, t, __: visited.append(int(t)))
            return pipe(**options, output_type="pt").images, visited

    def picture(self, name: str, options: dict) -> list:
        rows = options["prompt_embeds"].shape[0] if name == options.get("original_image") else 1
        return [Image.open(self.out / f"{name}.png")] * rows

    def save(self, name: str, case: dict, expected: dict) -> None:
        directory = self.out / name
        directory.mkdir()
        (directory / "case.json").write_text(json.dumps(case, indent=2) + "\n")
        tensors = {part: value.float().contiguous() for part, value in expected.items()}
        save_file(tensors, directory / "expected.safetensors")
        print(name, json.dumps({part: list(value.shape) for part, value in expected.items()}))


def kind(options: dict, stage: str = "") -> str:
    """The pipeline that takes such options."""
    if "mask_image" in options:
        return f"IFInpainting{stage}Pipeline"
    return f"IFImg2Img{stage}Pipeline" if "strength" in options else f"IF{stage}Pipeline"


def absent_parts(bundle: Path) -> dict:
    """What tells a pipeline that it is loaded without the parts that are null in its index."""
    index = json.loads((bundle / "model_index.json").read_text())
    absent = {part: None for part, made in index.items() if made == [None, None]}
    return dict(absent, requires_safety_checker=False)


def named(options: dict) -> dict:
    """The files of the pictures that a run is given."""
    roles = dict(image="image", original_image="image", mask_image="mask")
    return {roles[part]: f"{value}.png" for part, value in options.items() if part in roles}


@contextmanager
def given(noise: list):
    """Every draw takes the next tensor, in the type and of the shape that is asked for."""
    left = iter(noise)

    def take(shape, dtype, **_):
        drawn = next(left).to(dtype)
        assert drawn.shape == shape
        return drawn

    with ExitStack() as stack:
        for module in DRAWING:
            stack.enter_context(mock.patch.object(module, "randn_tensor", take))
        yield
