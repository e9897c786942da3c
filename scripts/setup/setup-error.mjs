// The one kind of error that set-up shows to a person: what went wrong, and what to do about it.
export class SetupError extends Error {
  /**
   * @param {string} what names the thing that failed
   * @param {string} remedy what the person can do, as an instruction
   */
  constructor(what, remedy) {
    super(`${what}. Remedy: ${remedy}.`)
    this.name = 'SetupError'
  }
}
