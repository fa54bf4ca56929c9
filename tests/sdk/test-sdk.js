// SPDX-License-Identifier: GPL-3.0-or-later
//
// The official SDK of JD Cloud, unchanged, against the local cloud: if it is content, the local cloud speaks the API.
// Usage: test-sdk.js EMULATOR FOLDER; the SDK is installed into FOLDER once, from the lock file beside this script.
'use strict'

const assert = require('assert')
const { spawn, spawnSync } = require('child_process')
const fs = require('fs')
const path = require('path')
const readline = require('readline')

const [emulator, folder] = process.argv.slice(2)
const accessKeyId = 'DEMOACCESSKEY'
const secretAccessKey = 'demo-secret-key'
const tests = []

function test (name, func) {
  tests.push({ name, func })
}

function skip (reason) {
  console.log(`1..0 # SKIP ${reason}`)
  process.exit(0)
}

function isInstalled () {
  return fs.existsSync(path.join(folder, 'node_modules', 'jdcloud-sdk-js', 'package.json')) &&
    fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8') ===
    fs.readFileSync(path.join(__dirname, 'package-lock.json'), 'utf8')
}

function install () {
  if (isInstalled()) return
  fs.mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(__dirname, name), path.join(folder, name))
  }
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1']
  const result = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 240000 })
  if (result.status !== 0 || !isInstalled()) {
    const lines = String(result.stderr || result.error).split('\n')
    const cause = lines.filter(line => / code | network /.test(line)).concat(lines)[0]
    fs.rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true })
    skip(`the SDK could not be installed (is there a network?): ${cause}`)
  }
}

function load () {
  const sdk = path.join(folder, 'node_modules', 'jdcloud-sdk-js', 'src')
  const JDCloud = require(path.join(sdk, 'global'))
  JDCloud.config.logger = () => {}
  return { VM: require(path.join(sdk, 'services', 'vm')), Disk: require(path.join(sdk, 'services', 'disk')) }
}

async function start () {
  const child = spawn(emulator, ['--port', '0', '--time-scale', '500'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of readline.createInterface({ input: child.stdout })) {
    return { child, host: line.replace('http://', '') }
  }
  throw new Error('the emulator did not start')
}

async function refused (promise, code, status, message) {
  let result
  try {
    result = await promise
  } catch (error) {
    result = error
  }
  assert.ok(result.error, 'the call was not refused')
  assert.deepStrictEqual([result.error.code, result.error.status, result.error.message], [code, status, message])
}

async function waitFor (vm, imageId, regionId, status) {
  for (;;) {
    const answer = await vm.describeImages({ ids: [imageId], pageSize: 100 }, regionId)
    const image = answer.result.images[0]
    if (image.status === status) return image
    assert.strictEqual(image.status, 'pending')
    assert.match(image.progress, /^[0-9]{1,2}$/)
  }
}

async function findSource (vm, name) {
  const answer = await vm.describeImages({ imageSource: 'private', imageName: name }, 'cn-north-1')
  return answer.result.images[0]
}

test('lists all private images page by page', async ({ vm }) => {
  const ids = new Set()
  let total
  for (let pageNumber = 1; total === undefined || pageNumber <= Math.ceil(total / 10); pageNumber++) {
    const answer = await vm.describeImages({ imageSource: 'private', pageNumber, pageSize: 10 }, 'cn-north-1')
    assert.match(answer.requestId, /^[a-z0-9]{32}$/)
    total = answer.result.totalCount
    answer.result.images.forEach(image => ids.add(image.imageId))
  }
  assert.strictEqual(ids.size, total)
})

test('finds an image by a Chinese name', async ({ vm }) => {
  const image = await findSource(vm, '数据库整机镜像')
  assert.strictEqual(image.name, '数据库整机镜像_2025Q4')
  assert.strictEqual(image.dataDisks.length, 2)
})

test('reads both quotas', async ({ vm, disk }) => {
  const filters = [{ name: 'resourceTypes', values: ['image'] }]
  const images = await vm.describeQuotas({ filters }, 'cn-east-1')
  assert.strictEqual(images.result.quotas[0].resourceType, 'image')
  assert.ok(images.result.quotas[0].limit > images.result.quotas[0].used)
  const snapshots = await disk.describeQuota({ type: 'snapshot' }, 'cn-east-1')
  const list = await disk.describeSnapshots({ pageSize: 100 }, 'cn-east-1')
  assert.strictEqual(snapshots.result.quota.used, list.result.totalCount)
})

test('copies, follows, edits and deletes', async ({ vm }) => {
  const source = await findSource(vm, '订单服务-网关')
  const order = { sourceImageIds: [source.imageId], destinationRegion: 'cn-east-1' }
  const answer = await vm.copyImages(order, 'cn-north-1')
  const [pair] = answer.result.copyImages
  assert.strictEqual(pair.sourceImageId, source.imageId)
  await refused(vm.copyImages(order, 'cn-north-1'), 400, 'FAILED_PRECONDITION', `The image '${source.imageId}' is busy`)
  const imageId = pair.destinationImageId
  const replica = await waitFor(vm, imageId, 'cn-east-1', 'ready')
  assert.strictEqual(replica.name, source.name)
  assert.ok(replica.desc.includes(source.imageId) && replica.desc.includes('cn-north-1'))
  assert.strictEqual(replica.dataDisks.length, source.dataDisks.length)
  await vm.modifyImageAttribute({ imageId, name: '容灾-网关', description: 'a & b = c' }, 'cn-east-1')
  const edited = await vm.describeImage({ imageId }, 'cn-east-1')
  assert.deepStrictEqual([edited.result.image.name, edited.result.image.desc], ['容灾-网关', 'a & b = c'])
  await vm.deleteImage({ imageId, deleteSnapshot: true }, 'cn-east-1')
  for (;;) {
    const last = await vm.describeImage({ imageId }, 'cn-east-1').catch(error => error)
    if (last.error) {
      assert.strictEqual(last.error.message, `Image '${imageId}' not found`)
      break
    }
    assert.strictEqual(last.result.image.status, 'deleting')
  }
})

test('is told why an image cannot be copied', async ({ vm }) => {
  const source = await findSource(vm, '旧版应用-本地盘')
  const order = { sourceImageIds: [source.imageId], destinationRegion: 'cn-east-1' }
  await refused(vm.copyImages(order, 'cn-north-1'), 400, 'FAILED_PRECONDITION', 'Only support cloudDisk image')
})

test('is refused with a wrong key', async ({ create }) => {
  const { vm } = create({ accessKeyId: 'SOMEBODYELSE', secretAccessKey })
  await refused(vm.describeImages({ imageSource: 'private' }, 'cn-north-1'), 401, 'ACCESS_ERROR', 'Invalid accessKey')
})

test('is refused with a wrong secret', async ({ create }) => {
  const { vm, disk } = create({ accessKeyId, secretAccessKey: 'wrong' })
  const message = 'sign result is not same [gw]'
  await refused(vm.describeImages({ imageSource: 'private' }, 'cn-north-1'), 401, 'ACCESS_ERROR', message)
  await refused(disk.describeQuota({ type: 'snapshot' }, 'cn-north-1'), 401, 'ACCESS_ERROR', message)
})

async function runOne ({ name, func }, place, tools) {
  try {
    await func(tools)
    console.log(`ok ${place} ${name}`)
  } catch (error) {
    const text = error instanceof Error ? error.stack : JSON.stringify(error)
    console.log(`not ok ${place} ${name}\n${text.replace(/^/gm, '# ')}`)
    process.exitCode = 1
  }
}

async function main () {
  install()
  const { VM, Disk } = load()
  const { child, host } = await start()
  const create = credentials => {
    const settings = () => ({ credentials, regionId: 'cn-north-1', endpoint: { protocol: 'http', host } })
    return { vm: new VM(settings()), disk: new Disk(settings()) }
  }
  const tools = { create, ...create({ accessKeyId, secretAccessKey }) }
  console.log(`1..${tests.length}`)
  for (const [index, one] of tests.entries()) await runOne(one, index + 1, tools)
  child.kill()
}

main().catch(error => {
  console.log(`Bail out! ${error.message}`)
  process.exitCode = 1
})
