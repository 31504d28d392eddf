/** Style of the few pages that the edge writes itself: the site's colours, without its fonts. */
export const stylesheet = `:root { color-scheme: dark light; --ground: #0d0b0a; --ink: #e9e0d2; --soft: #a8998a; --line: #2b2520; --lamp: #ff9a3d; }
@media (prefers-color-scheme: light) {
  :root { --ground: #efeae1; --ink: #1d1916; --soft: #6b6056; --line: #ddd4c5; --lamp: #ad4b0c; }
}
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.5rem; }
h1, h2 { font-family: Georgia, serif; font-weight: 500; line-height: 1.2; }
h2 { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
a { color: var(--lamp); }
code, pre { font: 0.85em/1.6 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid var(--line); border-radius: 3px; }
:target { scroll-margin-top: 4rem; }
dt { font-family: ui-monospace, monospace; color: var(--lamp); }
dd { margin: 0 0 0.5rem 0; color: var(--soft); }
nav { margin-bottom: 2rem; }
summary { cursor: pointer; color: var(--soft); }
`;
