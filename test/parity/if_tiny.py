"""Whole runs of a text-to-image bundle, by diffusers and by `manifold sample`, from the same noise.

    .venv/bin/python test/parity/if_tiny.py --bundle gpu-runner/bundles/if-tiny --prompt "a rocket" --steps 20

The bundle is loaded as diffusers loads any other: `IFPipeline` and, where it has a second stage, `IFSuperResolutionPipeline`.
What `manifold sample` wrote into result.json is what diffusers is asked. The pictures are compared as bytes, which is how
they leave: they may be one level of 255 apart, where one is rounded up and the other down.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from diffusers import IFPipeline, IFSuperResolutionPipeline
from diffusers.utils.pil_utils import numpy_to_pil
from PIL import Image
from pipelines import absent_parts, given
from safetensors.torch import save_file

ROOT = Path(__file__).parents[2]
STAGE2 = "stage2"
# No schedule of a second stage visits more unless it is asked to.
UPSCALE_STEPS = 50


def main() -> None:
    asked = arguments()
    torch.set_num_threads(asked.threads)
    noise = draw_noise(asked)
    with tempfile.TemporaryDirectory() as scratch:
        save_file(noise, Path(scratch) / "noise.safetensors")
        apart = [compare(asked, noise, Path(scratch), upscale) for upscale in stages(asked.bundle)]
    sys.exit(max(apart) > 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="whole runs of a bundle by diffusers and by manifold")
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--prompt", default="a rocket")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=7.0)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def stages(bundle: Path) -> list[bool]:
    """Whether to upscale, for each of the runs."""
    return [False, True] if (bundle / STAGE2).exists() else [False]


def draw_noise(asked: argparse.Namespace) -> dict:
    generator = torch.Generator().manual_seed(asked.seed)
    shapes = noise_shapes(asked.bundle, "", asked.count, asked.steps)
    if (asked.bundle / STAGE2).exists():
        shapes |= noise_shapes(asked.bundle / STAGE2, "upscale.", asked.count, UPSCALE_STEPS)
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


def noise_shapes(stage: Path, prefix: str, count: int, steps: int) -> dict:
    size = json.loads((stage / "unet" / "config.json").read_text())["sample_size"]
    pictures = (count, 3, size, size)
    return {f"{prefix}init": pictures, f"{prefix}low": pictures, f"{prefix}steps": (steps, *pictures)}


def compare(asked: argparse.Namespace, noise: dict, scratch: Path, upscale: bool) -> int:
    """Prints how far the pictures are apart, and returns it in levels of 255."""
    recipe, ours = by_manifold(asked, scratch, upscale)
    theirs = by_diffusers(asked.bundle, recipe, noise)
    levels = np.abs(ours.astype(int) - theirs.astype(int))
    share = 100 * np.mean(levels > 0)
    size = "x".join(str(side) for side in ours.shape[1:3])
    print(f"{size}: at most {levels.max()} of 255 levels apart, {share:.3f} % of the bytes differ")
    return int(levels.max())


def by_manifold(asked: argparse.Namespace, scratch: Path, upscale: bool) -> tuple[dict, np.ndarray]:
    out = scratch / ("upscaled" if upscale else "sample")
    bundle = asked.bundle.resolve()
    options = dict(bundle=bundle.name, prompt=asked.prompt, steps=asked.steps, guidance=asked.guidance)
    options |= dict(count=asked.count, threads=asked.threads, noise=scratch / "noise.safetensors", out=out)
    flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = ["npx", "manifold", "sample", *flags, *(["--upscale"] if upscale else [])]
    environment = dict(os.environ, MANIFOLD_BUNDLES=str(bundle.parent))
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    pictures = [np.asarray(Image.open(out / f"{i}.png").convert("RGB")) for i in range(asked.count)]
    return json.loads((out / "result.json").read_text())["recipe"], np.stack(pictures)


def by_diffusers(bundle: Path, recipe: dict, noise: dict) -> np.ndarray:
    """The bytes of the pictures that the recipe stands for."""
    estimate, count = recipe["estimate"], recipe["count"]
    first = load(IFPipeline, bundle)
    texts = dict(negative_prompt=estimate["negative"], clean_caption=False)
    embeds = first.encode_prompt(estimate["prompt"], num_images_per_prompt=count, **texts)
    text = dict(zip(("prompt_embeds", "negative_prompt_embeds"), embeds), output_type="pt")
    drawn = [noise["init"], *noise["steps"]]
    pictures = run(first, recipe["schedule"], drawn, guidance_scale=estimate["guidance"], **text)
    if "upscale" in recipe:
        upscale = recipe["upscale"]
        second = load(IFSuperResolutionPipeline, bundle / STAGE2)
        options = dict(guidance_scale=upscale["guidance"], noise_level=upscale["noiseLevel"], image=pictures)
        drawn = [noise["upscale.init"], noise["upscale.low"], *noise["upscale.steps"]]
        pictures = run(second, upscale["schedule"], drawn, **options, **text)
    shown = (pictures / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1).float().numpy()
    return np.stack([np.asarray(picture) for picture in numpy_to_pil(shown)])


def run(pipe, schedule: dict, drawn: list, **options) -> torch.Tensor:
    with given(drawn):
        return pipe(timesteps=schedule["timesteps"], **options).images


def load(pipeline, directory: Path):
    halved = any((directory / "unet").glob("*.fp16.safetensors"))
    absent = absent_parts(directory)
    loaded = pipeline.from_pretrained(directory, variant="fp16" if halved else None, **absent, dtype=torch.float32)
    loaded.set_progress_bar_config(disable=True)
    return loaded


if __name__ == "__main__":
    main()
