/** A person at the console, over real HTTP: the first owner, signed in, with a session that is good at every instance of the installation. */

export type ConsoleSession = {
  post(path: string, body: unknown): Promise<Response>
  get(path: string): Promise<Response>
  at(url: string): ConsoleSession
}

const OWNER = { name: 'Olga Owner', email: 'olga@provider.example', password: 'correct horse battery' }

export async function firstOwner(url: string, setupToken: string): Promise<ConsoleSession> {
  const nobody = sessionOf(url, '')
  expect(await nobody.post('/api/setup', { token: setupToken, ...OWNER }), 204)
  return signIn(url)
}

export async function signIn(url: string): Promise<ConsoleSession> {
  const answer = expect(await sessionOf(url, '').post('/api/auth/sign-in/email', { email: OWNER.email, password: OWNER.password }), 200)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  return sessionOf(url, cookie)
}

function sessionOf(url: string, cookie: string): ConsoleSession {
  const headers = { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin', ...(cookie === '' ? {} : { cookie }) }
  return {
    post: (path, body) => fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    get: (path) => fetch(`${url}${path}`, { headers }),
    at: (other) => sessionOf(other, cookie),
  }
}

function expect(answer: Response, status: number): Response {
  if (answer.status !== status) throw new Error(`${answer.url} answered ${answer.status}, not ${status}`)
  return answer
}
