import { createApp, h } from 'vue'
import { describe, expect, it } from 'vitest'
import { encode } from 'uqr'
import SecretQr from './SecretQr.vue'

const kUri = 'otpauth://totp/%E8%BD%BB%E8%A3%85:zhenshenhe?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=%E8%BD%BB%E8%A3%85'

describe('the QR code of a secret', () => {
  it('draws exactly the dark squares of the code', () => {
    const host = document.createElement('div')
    const app = createApp({ render: () => h(SecretQr, { uri: kUri }) })
    app.mount(host)
    const { data, size } = encode(kUri, { ecc: 'M', border: 4 })
    const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
    for (const [, x, y, run] of host.querySelector('path')!.getAttribute('d')!.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
      for (let i = 0; i < Number(run); ++i) drawn[Number(y)]![Number(x) + i] = true
    }
    expect(drawn).toEqual(data)
    app.unmount()
  })
})
