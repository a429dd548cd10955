// Two pictures, compared as a browser decodes them.
import type { Page } from 'playwright-core';

/** As far as two shades must be apart to be told apart, of 255. */
const TELLABLE = 64;

/** Which part of two PNGs differs visibly, 0 to 1; 1 when their sizes differ. `page` only decodes. */
export async function differingPart(page: Page, one: Buffer, other: Buffer): Promise<number> {
  const addresses = [one, other].map((png) => `data:image/png;base64,${png.toString('base64')}`);
  return page.evaluate<number>(`(async () => {
    const [a, b] = await Promise.all(${JSON.stringify(addresses)}.map(async (address) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    if (a.width !== b.width || a.height !== b.height) return 1;
    let differing = 0;
    for (let i = 0; i < a.data.length; i += 4)
      if ([0, 1, 2].some((channel) => Math.abs(a.data[i + channel] - b.data[i + channel]) > ${TELLABLE}))
        differing += 1;
    return differing / (a.width * a.height);
  })()`);
}
