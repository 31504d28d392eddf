/** How much red, green and blue light there is in white (ITU-R BT.709). */
const shares = [0.2126, 0.7152, 0.0722] as const;

/** The light that each value of a channel stands for (IEC 61966-2-1), 0 to 1. */
const light = Float64Array.from({ length: 256 }, (_, value) => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
});

/** Turns opaque pixels, RGBA in sRGB, to the greys that are as light: as a runner does with a mask. */
export function turnGrey(pixels: Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const [red, green, blue] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    if (red !== green || green !== blue) pixels.fill(greyOf(red, green, blue), i, i + 3);
  }
}

function greyOf(red: number, green: number, blue: number): number {
  const part = shares[0] * light[red]! + shares[1] * light[green]! + shares[2] * light[blue]!;
  return 255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
}
