/** Why a well-formed recipe cannot run: the JSON pointer (RFC 6901) of what is wrong, and a sentence that names the mend. */
export interface Fault {
  pointer: string;
  detail: string;
}
