/** A data set file that cannot be used; the message names the file, what is wrong and the mend. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
