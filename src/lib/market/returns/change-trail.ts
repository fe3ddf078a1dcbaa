/** Which steps were changed, and when: enough to say from where on all must be looked at again. */
export class ChangeTrail {
  /** Of the changes that no later one reaches below: revisions and steps, both rising. */
  readonly #revisions: number[] = []
  readonly #steps: number[] = []
  #revision = 0

  /** Of the newest change; 0 before the first. */
  get revision(): number {
    return this.#revision
  }

  note(step: number): void {
    this.#revision += 1
    while ((this.#steps.at(-1) ?? Number.NEGATIVE_INFINITY) >= step) {
      this.#steps.pop()
      this.#revisions.pop()
    }
    this.#steps.push(step)
    this.#revisions.push(this.#revision)
  }

  /** The lowest step changed after that revision; infinite when none was. */
  changedFrom(revision: number): number {
    const first = this.#revisions.findIndex((each) => each > revision)
    return this.#steps[first] ?? Number.POSITIVE_INFINITY
  }

  /** Steps below are kept no more; what was changed there may have been carried on to those that are. */
  forget(oldest: number): void {
    const kept = this.#steps.findIndex((step) => step > oldest)
    const gone = kept === -1 ? this.#steps.length : kept
    const last = this.#revisions[gone - 1]
    if (last === undefined) return
    this.#steps.splice(0, gone, oldest)
    this.#revisions.splice(0, gone, last)
  }
}
