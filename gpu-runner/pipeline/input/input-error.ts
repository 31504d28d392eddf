import type { InputRole } from '@manifold/shared/recipe/inputs';

/** An input picture that cannot be used; the message says why and what would be right, without the picture's name. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly role: InputRole;
  /** Whether it only takes too long, which is also for who decodes it to answer for. */
  readonly isSlow: boolean;

  constructor(
    role: InputRole,
    message: string,
    { isSlow = false, ...options }: ErrorOptions & { isSlow?: boolean } = {},
  ) {
    super(message, options);
    this.role = role;
    this.isSlow = isSlow;
  }
}
