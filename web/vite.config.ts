import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

/** Fonts that the first screen is set in; the italic comes when it is met. */
const firstFonts =
  /(fraunces-latin-opsz-normal|hanken-grotesk-latin-wght-normal|martian-mono-latin-wght-normal)-.*\.woff2$/;

function preloadTag(file: string): HtmlTagDescriptor {
  const attrs = { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: '' };
  return { tag: 'link', attrs, injectTo: 'head' };
}

/** Asks for the fonts together with the style sheet that names them. */
function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => firstFonts.test(file))
          .map(preloadTag),
    },
  };
}

export default defineConfig({
  plugins: [solid(), preloadFonts()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
