/** Repositories of the hub that make up a cascade. */
export interface Source {
  readonly title: string;
  /** Text encoder, tokenizer, safety checker and the U-Net of 64 px. */
  readonly stage1: string;
  /** The U-Net that takes 64 px to 256 px. */
  readonly stage2: string;
}

/** The cascades of DeepFloyd IF by the names of their bundles. */
export const SOURCES = {
  'if-m': { title: 'DeepFloyd IF M', stage1: 'DeepFloyd/IF-I-M-v1.0', stage2: 'DeepFloyd/IF-II-M-v1.0' },
  'if-l': { title: 'DeepFloyd IF L', stage1: 'DeepFloyd/IF-I-L-v1.0', stage2: 'DeepFloyd/IF-II-L-v1.0' },
  'if-xl': { title: 'DeepFloyd IF XL', stage1: 'DeepFloyd/IF-I-XL-v1.0', stage2: 'DeepFloyd/IF-II-L-v1.0' },
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof SOURCES;
