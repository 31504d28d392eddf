// Runs before the first paint, so that the page is never seen in the other theme.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('manifold.theme');
  } catch {}
  if (theme !== 'darkroom' && theme !== 'lightbox') {
    theme = matchMedia('(prefers-color-scheme: light)').matches ? 'lightbox' : 'darkroom';
  }
  document.documentElement.dataset.theme = theme;
})();
