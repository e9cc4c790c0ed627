// Pictures, drawn anew on a canvas: what the camera wrote into the file (place, time, model) does not come along.
export interface Picture {
  jpeg: Uint8Array
  address: string
}

const kLongestSide = 1600
/** below one, two, three … steps of 256 KiB: most photographs end in the second */
const kLargest = 1_500_000
const kQualities = [0.82, 0.7, 0.55, 0.4]

export class NotAPicture extends Error {}

export async function reencode(file: Blob): Promise<Picture> {
  const address = URL.createObjectURL(file)
  try {
    const image = new Image()
    await new Promise<void>((done, failed) => {
      image.onload = () => done()
      image.onerror = () => failed(new NotAPicture())
      image.src = address
    })
    if (!image.naturalWidth || !image.naturalHeight) throw new NotAPicture()
    for (const [round, quality] of kQualities.entries()) {
      const scale = Math.min(1, kLongestSide / Math.max(image.naturalWidth, image.naturalHeight)) * (round > 1 ? 0.7 : 1)
      const canvas = document.createElement('canvas')
      canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
      canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
      const draw = canvas.getContext('2d')
      if (!draw) throw new NotAPicture()
      draw.fillStyle = '#fff'
      draw.fillRect(0, 0, canvas.width, canvas.height)
      draw.drawImage(image, 0, 0, canvas.width, canvas.height)
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
      if (!blob || blob.type !== 'image/jpeg') throw new NotAPicture()
      if (blob.size > kLargest && quality !== kQualities[kQualities.length - 1]) continue
      if (blob.size > 2 * kLargest) throw new NotAPicture()
      return { jpeg: new Uint8Array(await new Response(blob).arrayBuffer()), address: URL.createObjectURL(blob) }
    }
    throw new NotAPicture()
  } finally {
    URL.revokeObjectURL(address)
  }
}
