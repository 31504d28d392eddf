/** What a tokenizer's file says. */
export interface TextModel {
  /** The token ids of a text, without those that end or pad it. */
  encode(text: string): number[];
  /** The id that ends a text. */
  readonly end: number;
  /** The id that fills up what is left. */
  readonly padding: number;
}
