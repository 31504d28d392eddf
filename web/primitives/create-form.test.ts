import { problem } from '@manifold/shared/protocol/problem';
import { upscaling as seeing } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique, type TechniqueName } from '@manifold/shared/recipe/technique';
import { createRoot, createSignal } from 'solid-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDraft, createForm, type Draft, type Form, fillDraft } from './create-form.ts';
import type { Pictures } from './create-pictures.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));
vi.mock('solid-js/store', () => vi.importActual('solid-js/store/dist/store.js'));

const app = vi.hoisted(() => ({
  run: { sheets: () => [] as object[], develop: async (_: readonly object[]) => {} },
  draftOf: (): unknown => undefined,
  bundles: { watch: () => {}, named: (_: string): unknown => undefined },
  contact: { heard: (_: boolean) => {} },
}));
vi.mock('../app-context.ts', () => ({ useApp: () => app }));

const other = { ...seeing, name: 'other' };

const said = { '/image': 'Is too dark.', '/t': 'Is too late.', '/t/1': 'Is odd.', '': 'Does not go together.' };

/** A request for a technique of which the server has said all that. */
function refusedSheet(technique: TechniqueName): object {
  const errors = Object.entries(said).map(([pointer, detail]) => ({ pointer, detail }));
  return { request: { technique }, view: { problem: { ...problem('invalid-request', 'no'), errors } } };
}

/** The form of an edit that was refused so. */
function withForm(test: (form: Form) => void): void {
  app.run.sheets = () => [refusedSheet('edit')];
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

it('shows nothing that is said of another technique, though its fields are called the same', () =>
  withForm((form) => {
    app.run.sheets = () => [refusedSheet('noise')];
    expect(form.errors()).toEqual({});
  }));

it('leaves to the problem what it says itself of no field here', () =>
  withForm((form) => {
    const error = problem('unusable-picture', 'is black', [{ pointer: '/recipe/hold/mask', detail: 'is black' }]);
    app.run.sheets = () => [{ view: { problem: error } }];
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

describe('a bundle that is not served yet', () => {
  const watch = vi.fn();
  beforeEach(() => {
    watch.mockClear();
    Object.assign(app, { run: { sheets: () => [] }, bundles: { watch } });
  });

  /** The form of an edit on one bundle, with what has another served too. */
  function awaiting(test: (form: Form, serve: () => void) => void): Promise<void> {
    const draft = createDraft();
    app.draftOf = () => draft;
    return createRoot(async (dispose) => {
      const [served, setServed] = createSignal([seeing]);
      const form = createForm('edit', served, seeing.name);
      form.change('t', ['5']);
      // What reacts does so once this is built.
      await Promise.resolve();
      test(form, () => setServed([seeing, other]));
      dispose();
    });
  }

  it('is watched for, and taken with fields of its own once it is served', () =>
    awaiting((form, serve) => {
      form.take(other.name, false);
      expect(watch).toHaveBeenCalledOnce();
      expect([form.awaited(), form.manifest().name, form.values().t]).toEqual([other.name, seeing.name, ['5']]);
      serve();
      expect([form.awaited(), form.manifest().name, form.values().t]).toEqual([undefined, other.name, []]);
    }));

  it('is waited for no more when another was picked meanwhile', () =>
    awaiting((form, serve) => {
      form.take(other.name, false);
      form.pick(seeing.name);
      serve();
      expect([form.awaited(), form.manifest().name]).toEqual([undefined, seeing.name]);
    }));
});

describe('what was set elsewhere', () => {
  /** The form of an anagram, with its draft. */
  function withDraft(test: (form: Form, draft: Draft) => void): void {
    Object.assign(app, { run: { sheets: () => [] }, bundles: { named: () => seeing } });
    createRoot((dispose) => {
      const draft = createDraft();
      app.draftOf = () => draft;
      test(
        createForm('anagram', () => [seeing, other], seeing.name),
        draft,
      );
      dispose();
    });
  }
  const asked = { technique: 'anagram', prompt: ['1', '2', '3'], view: ['flip', 'skew'], steps: 7, seed: 9 };
  const recipe = compile({ ...Technique.parse(asked), seed: 9 }, seeing);

  it('fills a form, which stays so when its address names the same model', () =>
    withDraft((form, draft) => {
      fillDraft(draft, other.name, { steps: '7' });
      form.take(other.name, false);
      expect([form.manifest().name, form.values().steps]).toEqual([other.name, '7']);
    }));

  it('is there when its address is come back to, whichever model the studio has by then', () =>
    withDraft((form) => {
      form.take(seeing.name, false);
      form.change('steps', '8');
      const again = createForm('anagram', () => [seeing, other], other.name);
      again.take(seeing.name, true);
      expect([again.manifest().name, again.values().steps]).toEqual([seeing.name, '8']);
    }));

  it('is taken over from a recipe but for its seed, unless something was typed', () =>
    withDraft((form) => {
      form.recall(recipe);
      expect(form.values()).toMatchObject({ prompt: ['1', '2', '3'], view: ['flip', 'skew'], steps: '7', seed: '' });
      form.change('steps', '8');
      form.recall(recipe);
      expect(form.values().steps).toBe('8');
    }));
});

describe('on the way to the server', () => {
  type Sent = Awaited<ReturnType<Pictures['upload']>>;

  const sent = (): Sent => ({ ok: true, digests: { image: 'a'.repeat(64) } });

  interface Desk {
    form: Form;
    draft: Draft;
    developed: ReturnType<typeof vi.fn>;
    upload: ReturnType<typeof vi.fn<Pictures['upload']>>;
    forget: ReturnType<typeof vi.fn<Pictures['forget']>>;
    leave(): void;
  }

  /** The form of a study whose picture is chosen; `settled` is when it is read. */
  function withPicture(test: (desk: Desk) => Promise<void>, settled: Promise<void> = Promise.resolve()): Promise<void> {
    const developed = vi.fn(async () => {});
    Object.assign(app, { run: { sheets: () => [], develop: developed } });
    return createRoot(async (leave) => {
      const draft = createDraft();
      const picture = { blob: new Blob(['a']), url: 'blob:a', width: 28, height: 28 };
      const upload = vi.fn<Pictures['upload']>(async () => sent());
      const forget = vi.fn<Pictures['forget']>();
      const read = { of: () => picture, faultOf: () => undefined, settled: () => settled };
      app.draftOf = () => ({ ...draft, pictures: { ...draft.pictures, ...read, upload, forget } });
      const form = createForm('noise', () => [seeing, other], seeing.name);
      await test({ form, draft, developed, upload, forget, leave }).finally(leave);
    });
  }

  it('is what was asked for, whatever is typed and picked meanwhile', () => {
    const read = Promise.withResolvers<void>();
    return withPicture(async ({ form, draft, developed, upload }) => {
      const uploaded = Promise.withResolvers<Sent>();
      upload.mockReturnValue(uploaded.promise);
      form.change('t', ['200']);
      const done = form.develop();
      form.change('t', ['300']);
      read.resolve();
      await vi.waitFor(() => expect(upload).toHaveBeenCalledOnce(), 20_000);
      form.pick(other.name);
      uploaded.resolve(sent());
      expect(await done).toBe(true);
      const request = { bundle: seeing.name, t: [200], image: 'a'.repeat(64) };
      expect(developed).toHaveBeenCalledWith([expect.objectContaining({ request: expect.objectContaining(request) })]);
      expect(draft.bundle[0]()).toBe(other.name);
    }, read.promise);
  });

  it('has the form stay with the model that it was sent to', () =>
    withPicture(async ({ form, draft }) => {
      expect(await form.develop()).toBe(true);
      expect(draft.bundle[0]()).toBe(seeing.name);
    }));

  it('has a picture uploaded anew of which the server says that it is not there', () =>
    withPicture(async ({ form, forget }) => {
      await form.develop();
      expect(forget).not.toHaveBeenCalled();
      app.run.sheets = () => [refusedSheet('noise')];
      await form.develop();
      expect(forget).toHaveBeenCalledWith('image');
    }));

  it('asks for nothing once the upload was cancelled, and finds no fault with that', () =>
    withPicture(async ({ form, developed, upload }) => {
      upload.mockResolvedValue({ ok: false, why: 'cancelled' });
      expect(await form.develop()).toBe(false);
      expect([developed.mock.calls.length, form.errors(), form.stoppedBy()]).toEqual([0, {}, undefined]);
    }));

  it('tells what was wrong with a picture beside it, and of the whole that nobody was reached', () =>
    withPicture(async ({ form, upload }) => {
      const heard = vi.spyOn(app.contact, 'heard');
      upload.mockResolvedValueOnce({
        ok: false,
        why: 'refused',
        field: 'image',
        problem: problem('internal', 'it broke'),
      });
      expect([await form.develop(), form.errors(), heard.mock.calls]).toEqual([false, { '/image': 'It broke.' }, []]);
      upload.mockResolvedValueOnce({ ok: false, why: 'unreached', field: 'image' });
      expect([await form.develop(), form.errors()]).toEqual([
        false,
        { '': 'The picture was not uploaded, since the server could not be reached: develop again.' },
      ]);
      expect(heard.mock.calls).toEqual([[false]]);
    }));

  it('tells which picture was changed, which stopped it, until it is developed anew', () =>
    withPicture(async ({ form, upload }) => {
      upload.mockResolvedValueOnce({ ok: false, why: 'changed', field: 'mask' });
      expect(await form.develop()).toBe(false);
      form.change('t', ['5']);
      expect([form.stoppedBy(), form.errors()]).toEqual(['mask', {}]);
      expect(await form.develop()).toBe(true);
      expect(form.stoppedBy()).toBeUndefined();
    }));

  it('uploads nothing once its page was left while the picture was read', () => {
    const read = Promise.withResolvers<void>();
    return withPicture(async ({ form, upload, leave }) => {
      const done = form.develop();
      leave();
      read.resolve();
      expect(await done).toBe(false);
      expect(upload).not.toHaveBeenCalled();
    }, read.promise);
  });
});
