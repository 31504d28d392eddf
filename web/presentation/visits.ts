/** Which queries of the studio's address were applied: each is applied once, so that going back undoes no later change. */
export interface Visits {
  /** To be told before each change of the address: `to` is a number for Back and Forward. */
  leave(to: string | number): void;
  /** Whether the address was come back to. */
  isReturn(): boolean;
  /** Whether a query is still to be read; one that is come back to was read, if no other was since. */
  isNew(search: string): boolean;
  /** Takes a query as read. */
  read(search: string): void;
}

export function makeVisits(): Visits {
  let last: string | undefined;
  let isReturn = false;
  let isRead = false;
  return {
    leave(to) {
      isReturn = typeof to === 'number';
      isRead = isReturn;
    },
    isReturn: () => isReturn,
    isNew: (search) => !isRead || search !== last,
    read(search) {
      last = search;
      isRead = true;
    },
  };
}
