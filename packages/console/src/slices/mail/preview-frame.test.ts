import { expect, test } from 'vitest'
import { previewDocument } from './preview-frame.tsx'

test('nothing of a message becomes an element of the frame, whatever it is', () => {
  const shown = previewDocument(
    '<script>alert(1)</script>\r\n<img src="https://x.example/y"> <a href=\'https://z.example\'>z</a> </font></body>',
  )
  const [, body = ''] = /size="2">(.*)<\/font><\/body><\/html>$/.exec(shown) ?? []
  expect(body.match(/<[^>]*>/g)).toEqual(['<br>'])
  expect(body).toContain('&lt;img src=&quot;https://x.example/y&quot;&gt;')
  expect(shown).toContain(`content="default-src 'none'"`)
})
