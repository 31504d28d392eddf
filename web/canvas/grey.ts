/** How many shades of light are told apart: between two there is a fifth of a grey at most. */
const shades = 2 ** 14;

/** The grey that each shade is shown by (IEC 61966-2-1). */
const greys = Uint8ClampedArray.from({ length: shades + 1 }, (_, shade) => {
  const part = shade / shades;
  return 255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
});

/** The light that each value of a channel stands for, in shades: as much of white as is its `share`. */
function lightOf(share: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, value) => {
    const part = value / 255;
    return shades * share * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  });
}

/** How much red, green and blue light there is in white (ITU-R BT.709). */
const [redLight, greenLight, blueLight] = [lightOf(0.2126), lightOf(0.7152), lightOf(0.0722)];

/** Turns opaque pixels, RGBA in sRGB, to the greys that are as light: as a runner does with a mask. */
export function turnGrey(pixels: Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const [red, green, blue] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    if (red === green && green === blue) continue;
    const shade = redLight[red]! + greenLight[green]! + blueLight[blue]!;
    pixels[i] = pixels[i + 1] = pixels[i + 2] = greys[Math.round(shade)]!;
  }
}
