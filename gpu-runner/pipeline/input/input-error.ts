import type { InputRole } from '@manifold/shared/recipe/inputs';

/** An input picture that cannot be used; the message says why and what would be right, without the picture's name. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly role: InputRole;

  constructor(role: InputRole, message: string, options?: ErrorOptions) {
    super(message, options);
    this.role = role;
  }
}
