"""What diffusers' safety checker and watermarker make of pictures, with CLIP's preprocessing as transformers does it.

`bundle` has the three parts with random weights; its thresholds lie where one picture is unsafe, one is watermarked, and
the others are neither. `pictures.safetensors` are given, `expected.safetensors` come back.
"""

import json
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deepfloyd_if import IFSafetyChecker, IFWatermarker
from diffusers.utils.pil_utils import numpy_to_pil
from networks import Draw, Layout, randomised, save
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPConfig
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

# Sides of the pictures, and of what the checker sees of them.
PIXELS, SIZE = 40, 28
UNSAFE, WATERMARKED = 1, 2


def write_safety(out: Path, generator: torch.Generator) -> None:
    draw = Draw(generator)
    bundle = out / "bundle"
    bundle.mkdir(parents=True)
    extractor = CLIPImageProcessorPil(size={"shortest_edge": SIZE + 2}, crop_size={"height": SIZE, "width": SIZE})
    extractor.save_pretrained(bundle / "feature_extractor")
    pictures = draw_pictures(draw, 3, PIXELS)
    shown = shown_pixels(pictures)
    clip_input = extractor(numpy_to_pil(shown), return_tensors="pt").pixel_values
    checker = checker_for(clip_input, draw)
    save(bundle / "safety_checker", checker, "model", Layout("float32"))
    watermarker = write_watermarker(bundle / "watermarker", draw)
    finished, unsafe, watermarked = checker(clip_input=clip_input, images=shown.copy())
    assert [i for i, flag in enumerate(unsafe) if flag] == [UNSAFE]
    assert [i for i, flag in enumerate(watermarked) if flag] == [WATERMARKED]
    marked = watermarker.apply_watermark(numpy_to_pil(finished), PIXELS)
    save_file(dict(pictures=pictures), out / "pictures.safetensors")
    expected = dict(clip_input=clip_input, bytes=torch.tensor(np.stack(marked)).permute(0, 3, 1, 2).int().contiguous())
    save_file(expected, out / "expected.safetensors")
    write_index(bundle)
    write_sizes(out, extractor, watermarker, draw)
    print(out.name, json.dumps(dict(unsafe=unsafe, watermarked=watermarked)))


def draw_pictures(draw: Draw, count: int, size: int) -> torch.Tensor:
    """Smooth, and beyond the range here and there."""
    coarse = draw.normal(count, 3, 8, 8, std=0.8)
    return torch.nn.functional.interpolate(coarse, (size, size), mode="bilinear")


def shown_pixels(pictures: torch.Tensor) -> np.ndarray:
    """As every pipeline gives them to the checker: [N,H,W,C] from 0 to 1."""
    return (pictures / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1).float().numpy()


def checker_for(clip_input: torch.Tensor, draw: Draw) -> IFSafetyChecker:
    """Each head's bias is moved so that one of the pictures alone is above its threshold, and nothing is near it."""
    vision = dict(
        hidden_size=16,
        intermediate_size=40,
        projection_dim=12,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=SIZE,
        patch_size=7,
    )
    config = CLIPConfig(vision_config=vision)
    config._attn_implementation = "eager"
    checker = randomised(IFSafetyChecker(config), draw, torch.float32)
    with torch.no_grad():
        embeds = checker.vision_model(clip_input)[0]
        for head, chosen in ((checker.p_head, UNSAFE), (checker.w_head, WATERMARKED)):
            apart = embeds[chosen] - (embeds.sum(0) - embeds[chosen]) / (len(embeds) - 1)
            head.weight.data = 4 * apart[None] / apart.square().sum()
            logits = head(embeds).flatten()
            others = torch.cat([logits[:chosen], logits[chosen + 1 :]])
            assert logits[chosen] > others.max() + 0.1
            head.bias.data += 0.5 - (logits[chosen] + others.max()) / 2
    return checker


def write_watermarker(directory: Path, draw: Draw) -> IFWatermarker:
    """A random sign, in places clear and in places solid."""
    watermarker = IFWatermarker()
    sign = draw.normal(62, 62, 4, std=120) + 128
    watermarker.watermark_image.copy_(sign.clamp(0, 255).round())
    watermarker.save_pretrained(directory)
    return watermarker


def write_index(bundle: Path) -> None:
    """The parts that keep pictures safe, as the pipelines of both stages name them."""
    index = dict(
        safety_checker=["deepfloyd_if", "IFSafetyChecker"],
        feature_extractor=["transformers", "CLIPImageProcessor"],
        watermarker=["deepfloyd_if", "IFWatermarker"],
    )
    (bundle / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")


def write_sizes(out: Path, extractor: CLIPImageProcessorPil, watermarker: IFWatermarker, draw: Draw) -> None:
    """Pictures that are made larger, and that are no squares; a watermark of stage 2's size."""
    features = {}
    for height, width in ((16, 16), (90, 90), (40, 31), (24, 50)):
        pixels = (draw.normal(height, width, 3, std=80) + 128).clamp(0, 255).to(torch.uint8)
        seen = extractor(Image.fromarray(pixels.numpy()), return_tensors="pt").pixel_values
        features[f"{height}x{width}"] = seen
        features[f"{height}x{width}.bytes"] = pixels.half()
    save_file(features, out / "features.safetensors")
    large = Image.new("RGB", (256, 256), (30, 200, 120))
    watermarker.apply_watermark([large], 256)
    large.save(out / "watermarked-256.png")
