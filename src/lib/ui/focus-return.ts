import { tick } from 'svelte'

/** Remembers who had the keyboard's focus, and gives it back once what took it is gone. */
export class FocusReturn {
  #opener: Element | null = null

  remember(): void {
    this.#opener = document.activeElement
  }

  /** To the one remembered, or to the element with this id where that one is gone. */
  async giveBack(fallbackId: string): Promise<void> {
    await tick()
    const opener = this.#opener?.isConnected === true ? this.#opener : document.getElementById(fallbackId)
    if (opener instanceof HTMLElement) opener.focus()
  }
}

/** For a form that was just opened. */
export function focusFirstField(form: HTMLElement): void {
  form.querySelector<HTMLElement>('input, select, textarea')?.focus()
}

/** Puts the focus where the first mistake is, once it is marked. */
export async function focusFirstFault(form: HTMLElement): Promise<void> {
  await tick()
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
