import { type Accessor, createEffect, createSignal } from 'solid-js';
import { readStored, writeStored } from './stored.ts';

export type Theme = 'darkroom' | 'lightbox';

/** The theme of the page: the one chosen here before, or the system's. `public/theme.js` sets it before the first paint. */
export function createTheme(): { theme: Accessor<Theme>; toggle: () => void } {
  const root = document.documentElement;
  const [theme, setTheme] = createSignal<Theme>(root.dataset.theme === 'lightbox' ? 'lightbox' : 'darkroom');
  const system = matchMedia('(prefers-color-scheme: light)');
  system.addEventListener('change', () => {
    if (readStored('theme') === undefined) setTheme(system.matches ? 'lightbox' : 'darkroom');
  });
  createEffect(() => {
    root.dataset.theme = theme();
    const ground = getComputedStyle(root).getPropertyValue('--ground').trim();
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', ground);
  });
  const toggle = () => {
    const next = theme() === 'darkroom' ? 'lightbox' : 'darkroom';
    writeStored('theme', next);
    setTheme(next);
  };
  return { theme, toggle };
}
