import { problem } from '@manifold/shared/protocol/problem';
import { upscaling as seeing } from '@manifold/shared/recipe/arbitrary';
import { createRoot } from 'solid-js';
import { expect, it, vi } from 'vitest';
import { createDraft, createForm, type Form } from './create-form.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));
vi.mock('solid-js/store', () => vi.importActual('solid-js/store/dist/store.js'));

const app = vi.hoisted(() => ({ run: { sheets: () => [] as object[] }, draftOf: (): unknown => undefined }));
vi.mock('../app-context.ts', () => ({ useApp: () => app }));

const other = { ...seeing, name: 'other' };

const said = { '/image': 'Is too dark.', '/t': 'Is too late.', '/t/1': 'Is odd.', '': 'Does not go together.' };

/** The form of an edit of which the server has said all that. */
function withForm(test: (form: Form) => void): void {
  const errors = Object.entries(said).map(([pointer, detail]) => ({ pointer, detail }));
  const refused = { ...problem('invalid-request', 'no'), errors };
  app.run.sheets = () => [{ view: { problem: refused } }];
  createRoot((dispose) => {
    const draft = createDraft();
    app.draftOf = () => draft;
    test(createForm('edit', () => [seeing, other], seeing.name));
    dispose();
  });
}

it('shows what the server says until the field is changed, and of the whole until anything is', () =>
  withForm((form) => {
    expect(form.errors()).toEqual(said);
    form.change('t', ['5']);
    expect(form.errors()).toEqual({ '/image': said['/image'] });
    form.pictures.drop('image');
    expect(form.errors()).toEqual({});
  }));

it('takes the bundle that an address asks for, unless another was picked before it was come back to', () =>
  withForm((form) => {
    form.change('t', ['5']);
    form.take('elsewhere', false);
    form.take(seeing.name, false);
    expect([form.manifest().name, form.values().t]).toEqual([seeing.name, ['5']]);
    form.take(other.name, false);
    expect([form.manifest().name, form.values().t]).toEqual([other.name, []]);
    form.take(seeing.name, true);
    expect(form.manifest().name).toBe(other.name);
    form.take(seeing.name, false);
    expect(form.manifest().name).toBe(seeing.name);
  }));

it('takes it from an address that is come back to in another life of the page', () =>
  withForm((form) => {
    form.take(other.name, true);
    expect(form.manifest().name).toBe(other.name);
  }));

it('shows nothing of it any more on another model', () =>
  withForm((form) => {
    form.pick(seeing.name);
    expect(form.errors()).toEqual({});
  }));
