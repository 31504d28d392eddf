/**
 * Whether the client has what `etag` names already (If-None-Match, RFC 9110, section 13.1.2): it lists the tag, weak or not, or
 * takes anything that there is.
 */
export function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
