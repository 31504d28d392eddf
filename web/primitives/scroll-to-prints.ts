/** On narrow screens the button is below the prints that it develops. */
export function scrollToPrints(): void {
  if (matchMedia('(max-width: 860px)').matches) scrollTo({ top: 0 });
}
