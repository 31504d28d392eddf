/** A verb of the command line: `manifold <verb> ...`. The file's name is the verb. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `manifold help <verb>` prints. */
  readonly usage: string | (() => Promise<string>);
  /** Runs the command with what follows the verb and answers the exit code; `signal` aborts on Ctrl-C. */
  run(argv: readonly string[], signal: AbortSignal): Promise<number>;
}
