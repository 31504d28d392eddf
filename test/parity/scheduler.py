"""What diffusers' DDPMScheduler answers, step by step, with the noise given to it.

`schedule.safetensors` holds the betas and their products. Each other file is one way through the timesteps: a step of its
own from every timestep, with the thresholding of stage 1 (`max1.5`) or stage 2 (`max1`), of a network that answers with the
noise or with the `velocity`.
"""

import json
from pathlib import Path

import torch
from diffusers import DDPMScheduler
from diffusers.pipelines.deepfloyd_if import timesteps as published
from diffusers.schedulers import scheduling_ddpm
from networks import Draw
from safetensors.torch import save_file

SHAPE = (2, 3, 4, 4)


def write_scheduler(out: Path, generator: torch.Generator) -> None:
    out.mkdir(parents=True)
    draw = Draw(generator)
    scheduler = scheduler_of(1.5)
    save_file(dict(betas=scheduler.betas, alphas_cumprod=scheduler.alphas_cumprod), out / "schedule.safetensors")
    (out / "respacings.json").write_text(json.dumps(respacings()))
    write_way(out / "fast27-max1.5.safetensors", scheduler_of(1.5), draw, timesteps=published.fast27_timesteps)
    write_way(out / "super27-max1.safetensors", scheduler_of(1.0), draw, timesteps=published.super27_timesteps)
    write_way(out / "leading50-max1.5.safetensors", scheduler_of(1.5), draw, num_inference_steps=50)
    write_way(out / "all-max1.safetensors", scheduler_of(1.0), draw, timesteps=[*range(40, -1, -1)])
    velocity = scheduler_of(1.5, "v_prediction")
    write_way(out / "fast27-velocity-max1.5.safetensors", velocity, draw, timesteps=published.fast27_timesteps)


def scheduler_of(sample_max_value: float, prediction_type: str = "epsilon") -> DDPMScheduler:
    return DDPMScheduler(
        variance_type="learned_range",
        beta_schedule="squaredcos_cap_v2",
        prediction_type=prediction_type,
        thresholding=True,
        dynamic_thresholding_ratio=0.95,
        sample_max_value=sample_max_value,
    )


def respacings() -> dict:
    suffix = "_timesteps"
    return {name.removesuffix(suffix): getattr(published, name) for name in dir(published) if name.endswith(suffix)}


def write_way(path: Path, scheduler: DDPMScheduler, draw: Draw, **spacing) -> None:
    scheduler.set_timesteps(**spacing)
    steps = [step(scheduler, t, draw) for t in scheduler.timesteps.tolist()]
    stacked = {name: torch.stack([each[name] for each in steps]) for name in steps[0]}
    save_file(dict(stacked, timesteps=scheduler.timesteps), path)


def step(scheduler: DDPMScheduler, t: int, draw: Draw) -> dict:
    """A picture noised to t, an estimate that is nearly right, and a v that leaves its range now and then."""
    x0, eps, noise = draw.normal(*SHAPE, std=0.8), draw.normal(*SHAPE), draw.normal(*SHAPE)
    sample = scheduler.add_noise(x0, eps, torch.tensor([t, t]))
    is_velocity = scheduler.config.prediction_type == "v_prediction"
    right = scheduler.get_velocity(x0, eps, torch.tensor([t, t])) if is_velocity else eps
    estimate = torch.cat([right + draw.normal(*SHAPE, std=0.1), draw.normal(*SHAPE, std=0.7)], dim=1)
    scheduling_ddpm.randn_tensor = lambda *_, **__: noise
    answer = scheduler.step(estimate, t, sample)
    return dict(
        sample=sample,
        estimate=estimate,
        noise=noise,
        prev_sample=answer.prev_sample,
        x0=answer.pred_original_sample,
    )
