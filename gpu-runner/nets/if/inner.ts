/** What meets pieces of text, places, pixels or timesteps themselves, and not what another layer made of them. */
const OUTER =
  /\.(shared|relative_attention_bias|conv_in|conv_out|(time|class)_embedding\.linear_1)\.|positional_embedding$/;

/** Whether a parameter lies between hidden layers; of the U-Net by its name in a scope of its own, as of the text encoder. */
export function isInner(name: string): boolean {
  return !OUTER.test(`.${name}`);
}
