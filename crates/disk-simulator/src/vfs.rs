//! The file system that SQLite calls: C function pointers around [`OpenFile`].
//!
//! The layout is SQLite's: it allocates `szOsFile` bytes for each open file, hands them to `xOpen`, and later to every method.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::os::raw::{c_char, c_int, c_void};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::ffi;

use crate::disk::Shared;
use crate::fault::Call;
use crate::file::{OpenFile, Opening, Outcome, Wanted};
use crate::lock::Level;

/// Takes a disk out of SQLite's list when it is dropped.
#[derive(Debug)]
pub(crate) struct Registration {
    name: CString,
    vfs: *mut ffi::sqlite3_vfs,
    number: usize,
}

// SAFETY: the pointer is only handed to SQLite's own register and unregister functions, which take their own mutex.
unsafe impl Send for Registration {}
// SAFETY: as above; a shared reference reaches nothing but the name.
unsafe impl Sync for Registration {}

impl Registration {
    pub(crate) fn name(&self) -> &str {
        self.name.to_str().unwrap_or_default()
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        disks().retain(|number, _| *number != self.number);
        // SAFETY: `vfs` was registered by `register` and is never freed.
        unsafe { ffi::sqlite3_vfs_unregister(self.vfs) };
    }
}

/// The disks that SQLite may ask for, by the number that a file system carries as its application data.
static DISKS: Mutex<BTreeMap<usize, Weak<Shared>>> = Mutex::new(BTreeMap::new());
static NUMBERS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(1);

fn disks() -> MutexGuard<'static, BTreeMap<usize, Weak<Shared>>> {
    DISKS
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Makes `shared` known to SQLite under a new name.
pub(crate) fn register(shared: &Arc<Shared>) -> Registration {
    let number = NUMBERS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    disks().insert(number, Arc::downgrade(shared));
    let name = CString::new(format!("korridor-disk-{number}")).expect("no NUL in it");
    // Left allocated for good, name included: a connection may outlive its disk and still hold the pointer. Two hundred bytes a disk.
    let vfs = Box::into_raw(Box::new(ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<Slot>() as c_int,
        mxPathname: 512,
        pNext: std::ptr::null_mut(),
        zName: name.clone().into_raw(),
        pAppData: number as *mut c_void,
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: Some(last_error),
        xCurrentTimeInt64: Some(current_time_in_milliseconds),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }));
    // SAFETY: `vfs` is complete and lives for good. SQLite initialises itself here if it has not yet.
    let registered = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
    assert_eq!(
        registered,
        ffi::SQLITE_OK,
        "SQLite took no further file system"
    );
    Registration { name, vfs, number }
}

/// What SQLite allocates for one open file.
#[repr(C)]
struct Slot {
    base: ffi::sqlite3_file,
    file: *mut OpenFile,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(map),
    xShmLock: Some(lock_slots),
    xShmBarrier: Some(barrier),
    xShmUnmap: Some(unmap),
    xFetch: None,
    xUnfetch: None,
};

fn code(outcome: Outcome) -> c_int {
    outcome.err().unwrap_or(ffi::SQLITE_OK)
}

/// The disk behind a file system, unless it has been dropped.
///
/// # Safety
/// `vfs` is one that `register` made.
unsafe fn disk(vfs: *mut ffi::sqlite3_vfs) -> Option<Arc<Shared>> {
    // SAFETY: registered file systems are never freed.
    let number = unsafe { (*vfs).pAppData } as usize;
    disks().get(&number).and_then(Weak::upgrade)
}

/// The open file in SQLite's slot.
///
/// # Safety
/// `slot` was filled by `open` and not yet closed; SQLite uses one file from one thread at a time.
unsafe fn opened<'a>(slot: *mut ffi::sqlite3_file) -> &'a mut OpenFile {
    // SAFETY: `open` put a boxed file there, and `close` takes it away.
    unsafe { &mut *(*slot.cast::<Slot>()).file }
}

/// A name as SQLite gives it; `None` if there is none or if it is not UTF-8.
///
/// # Safety
/// `name` is null or ends with NUL and lives through the call.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    slot: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    let slot = slot.cast::<Slot>();
    // SAFETY: SQLite allocated `szOsFile` bytes; without methods it will not call `close`.
    unsafe { (*slot).base.pMethods = std::ptr::null() };
    // SAFETY: SQLite passes one of our file systems and a name that ends with NUL.
    let (disk, name) = unsafe { (disk(vfs), text(name)) };
    let Some(disk) = disk else {
        return ffi::SQLITE_CANTOPEN;
    };
    match OpenFile::open(&disk, &Opening { name, flags }) {
        Ok(file) => {
            // SAFETY: as above; the box is taken back by `close`. `flags_out` may be null.
            unsafe {
                (*slot).file = Box::into_raw(Box::new(file));
                (*slot).base.pMethods = &METHODS;
                if !flags_out.is_null() {
                    *flags_out = flags;
                }
            }
            ffi::SQLITE_OK
        }
        Err(code) => code,
    }
}

unsafe extern "C" fn close(slot: *mut ffi::sqlite3_file) -> c_int {
    let slot = slot.cast::<Slot>();
    // SAFETY: `open` filled the slot, and SQLite closes it once.
    unsafe {
        drop(Box::from_raw((*slot).file));
        (*slot).file = std::ptr::null_mut();
        (*slot).base.pMethods = std::ptr::null();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    slot: *mut ffi::sqlite3_file,
    to: *mut c_void,
    length: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite's buffer has `length` bytes and is its own.
    let (file, buffer) = unsafe {
        (
            opened(slot),
            std::slice::from_raw_parts_mut(to.cast::<u8>(), length as usize),
        )
    };
    code(file.read(buffer, offset as u64))
}

unsafe extern "C" fn write(
    slot: *mut ffi::sqlite3_file,
    from: *const c_void,
    length: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite's buffer has `length` bytes and does not change meanwhile.
    let (file, bytes) = unsafe {
        (
            opened(slot),
            std::slice::from_raw_parts(from.cast::<u8>(), length as usize),
        )
    };
    code(file.write(bytes, offset as u64))
}

unsafe extern "C" fn truncate(slot: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: an open slot.
    code(unsafe { opened(slot) }.truncate(size as u64))
}

unsafe extern "C" fn sync(slot: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open slot.
    code(unsafe { opened(slot) }.sync())
}

unsafe extern "C" fn file_size(slot: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: an open slot, and SQLite's own variable.
    unsafe { *size = opened(slot).size() as i64 };
    ffi::SQLITE_OK
}

fn level(number: c_int) -> Option<Level> {
    match number {
        ffi::SQLITE_LOCK_SHARED => Some(Level::Shared),
        ffi::SQLITE_LOCK_RESERVED => Some(Level::Reserved),
        ffi::SQLITE_LOCK_PENDING => Some(Level::Pending),
        ffi::SQLITE_LOCK_EXCLUSIVE => Some(Level::Exclusive),
        _ => None,
    }
}

unsafe extern "C" fn lock(slot: *mut ffi::sqlite3_file, number: c_int) -> c_int {
    // SAFETY: an open slot.
    let file = unsafe { opened(slot) };
    code(level(number).map_or(Ok(()), |level| file.lock(level)))
}

unsafe extern "C" fn unlock(slot: *mut ffi::sqlite3_file, number: c_int) -> c_int {
    // SAFETY: an open slot.
    unsafe { opened(slot) }.unlock(level(number));
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(
    slot: *mut ffi::sqlite3_file,
    reserved: *mut c_int,
) -> c_int {
    // SAFETY: an open slot, and SQLite's own variable.
    unsafe { *reserved = c_int::from(opened(slot).is_reserved()) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    _slot: *mut ffi::sqlite3_file,
    _operation: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_slot: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// What SQLite's own file system for Unix says of an ordinary disk: a write does no harm to the bytes beside it.
unsafe extern "C" fn device_characteristics(_slot: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn map(
    slot: *mut ffi::sqlite3_file,
    index: c_int,
    size: c_int,
    extend: c_int,
    region: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open slot.
    let file = unsafe { opened(slot) };
    let wanted = if extend == 0 {
        Wanted::IfThere
    } else {
        Wanted::Always
    };
    // The words are atomic, so writing through a pointer that came from a shared reference is allowed.
    let found = file.map(index as usize, size as usize, wanted, |words| {
        words.as_ptr().cast_mut().cast::<c_void>()
    });
    let (pointer, code) = match found {
        Ok(pointer) => (pointer.unwrap_or(std::ptr::null_mut()), ffi::SQLITE_OK),
        Err(code) => (std::ptr::null_mut(), code),
    };
    // SAFETY: SQLite's own variable.
    unsafe { *region = pointer };
    code
}

unsafe extern "C" fn lock_slots(
    slot: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let slots = first as usize..(first + count) as usize;
    // SAFETY: an open slot.
    code(unsafe { opened(slot) }.lock_slots(slots, flags))
}

unsafe extern "C" fn barrier(_slot: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn unmap(slot: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: an open slot.
    unsafe { opened(slot) }.unmap();
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_directory: c_int,
) -> c_int {
    // SAFETY: one of our file systems, and a name that ends with NUL.
    let (disk, name) = unsafe { (disk(vfs), text(name)) };
    let (Some(disk), Some(name)) = (disk, name) else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    let mut state = disk.lock();
    if state.faults.call(Call::Delete).is_some() {
        return ffi::SQLITE_IOERR_DELETE;
    }
    if !state.delete(name) {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    if sync_directory != 0 {
        if state.faults.call(Call::Sync).is_some() {
            return ffi::SQLITE_IOERR_DIR_FSYNC;
        }
        state.sync_directory();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    found: *mut c_int,
) -> c_int {
    // SAFETY: one of our file systems, and a name that ends with NUL.
    let (disk, name) = unsafe { (disk(vfs), text(name)) };
    let (Some(disk), Some(name)) = (disk, name) else {
        return ffi::SQLITE_IOERR_ACCESS;
    };
    let state = disk.lock();
    let file = state
        .live
        .names
        .get(name)
        .and_then(|file| state.live.files.get(file));
    // As on Unix, an empty file is as good as none when SQLite asks whether there is a journal.
    let there = file.is_some_and(|bytes| flags != ffi::SQLITE_ACCESS_EXISTS || !bytes.is_empty());
    // SAFETY: SQLite's own variable.
    unsafe { *found = c_int::from(there) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_pathname(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    to: *mut c_char,
) -> c_int {
    // SAFETY: the name ends with NUL.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if name.len() > room as usize {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: SQLite's buffer has `room` bytes and does not overlap the name.
    unsafe { std::ptr::copy_nonoverlapping(name.as_ptr().cast::<c_char>(), to, name.len()) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(
    _vfs: *mut ffi::sqlite3_vfs,
    length: c_int,
    to: *mut c_char,
) -> c_int {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos() as u64;
    let bytes = crate::random::Random::new(now).bytes(length as usize);
    // SAFETY: SQLite's buffer has `length` bytes.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr().cast::<c_char>(), to, bytes.len()) };
    length
}

/// Only a moment, however long SQLite wants to wait: nothing here is slow, but another thread must get its turn.
unsafe extern "C" fn sleep(_vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    let asked = Duration::from_micros(microseconds.max(0) as u64);
    std::thread::sleep(asked.min(Duration::from_millis(1)));
    microseconds
}

/// Milliseconds since noon, 24 November 4714 BC, which is SQLite's clock.
fn julian_milliseconds() -> i64 {
    const UNIX_EPOCH_IN_JULIAN_MILLISECONDS: i64 = 210_866_760_000_000;
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UNIX_EPOCH_IN_JULIAN_MILLISECONDS + since.as_millis() as i64
}

unsafe extern "C" fn current_time(_vfs: *mut ffi::sqlite3_vfs, days: *mut f64) -> c_int {
    // SAFETY: SQLite's own variable.
    unsafe { *days = julian_milliseconds() as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_in_milliseconds(
    _vfs: *mut ffi::sqlite3_vfs,
    milliseconds: *mut i64,
) -> c_int {
    // SAFETY: SQLite's own variable.
    unsafe { *milliseconds = julian_milliseconds() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn last_error(
    _vfs: *mut ffi::sqlite3_vfs,
    _room: c_int,
    _to: *mut c_char,
) -> c_int {
    0
}
