// ECharts as the house draws it: SVG, no animation, direct labels, brand and one grey. Fetched only by what draws.
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'

use([BarChart, LineChart, GridComponent, SVGRenderer])

export const kBrand = '#1A5276'
export const kGrey = '#E3E7EA'
export const kInk2 = '#55616A'

/** Pixels that the longest of these words takes at the charts' letter size: a Chinese letter is as wide as it is high. */
export const wordRoom = (words: string[]): number =>
  Math.max(0, ...words.map((word) => [...word].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 13 : 7.5), 0)))

/** Draws `option` in the box now, after each change, and anew when the box changes its width. */
export function useChart(box: Ref<HTMLElement | undefined>, option: () => EChartsCoreOption): void {
  let chart: ReturnType<typeof init> | null = null
  // The drawing shrinks with its paper: the styles of the charts say so.
  const fit = () => chart && box.value?.querySelector('svg')?.setAttribute('viewBox', `0 0 ${chart.getWidth()} ${chart.getHeight()}`)
  const size = () => {
    chart?.resize()
    draw()
  }
  const draw = () => {
    // Named, not inherited: the width of a word is measured outside the page.
    const fontFamily = box.value ? getComputedStyle(box.value).fontFamily : 'sans-serif'
    chart?.setOption({ animation: false, textStyle: { fontFamily, fontSize: 13, color: kInk2 }, ...option() }, true)
    fit()
  }
  onMounted(() => {
    if (!box.value) return
    chart = init(box.value, undefined, { renderer: 'svg' })
    draw()
    addEventListener('resize', size)
  })
  watch(option, draw)
  onBeforeUnmount(() => {
    removeEventListener('resize', size)
    chart?.dispose()
  })
}
