/** The first Node that gives native code numbers in shared memory, where threads put what a network is to read. */
const WANTED = { major: 24, minor: 9 };

/** What is wrong with a version of Node, such as `24.8.0`, if anything: networks cannot be run in threads on older ones. */
export function complaintOf(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > WANTED.major || (major === WANTED.major && minor >= WANTED.minor)) return undefined;
  return `manifold runs on Node ${WANTED.major}.${WANTED.minor} or later, and this is Node ${version}`;
}
