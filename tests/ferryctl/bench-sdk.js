// SPDX-License-Identifier: GPL-3.0-or-later
//
// What bench-ferryctl.py compares with: the official SDK lists the same images and prints them as JSON.
// Usage: bench-sdk.js FOLDER HOST
'use strict'

const path = require('path')
const [folder, host] = process.argv.slice(2)
const sdk = path.join(folder, 'node_modules', 'jdcloud-sdk-js', 'src')
const JDCloud = require(path.join(sdk, 'global'))
const VM = require(path.join(sdk, 'services', 'vm'))

JDCloud.config.logger = () => {}

async function main () {
  const credentials = { accessKeyId: 'DEMOACCESSKEY', secretAccessKey: 'demo-secret-key' }
  const vm = new VM({ credentials, regionId: 'cn-north-1', endpoint: { protocol: 'http', host } })
  const images = []
  for (let pageNumber = 1; ; pageNumber++) {
    const answer = await vm.describeImages({ imageSource: 'private', pageNumber, pageSize: 100 }, 'cn-north-1')
    images.push(...answer.result.images)
    if (images.length >= answer.result.totalCount) break
  }
  process.stdout.write(JSON.stringify({ images, total: images.length }) + '\n')
}

main()
