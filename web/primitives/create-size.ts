import { type Accessor, createSignal, onCleanup } from 'solid-js';

export interface Size {
  width: number;
  height: number;
}

/** The content box of the element given to `ref`, in CSS pixels; undefined until it is laid out. */
export function createSize(): { size: Accessor<Size | undefined>; ref: (element: Element) => void } {
  const [size, setSize] = createSignal<Size>();
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    setSize({ width, height });
  });
  onCleanup(() => observer.disconnect());
  return { size, ref: (element) => observer.observe(element) };
}
