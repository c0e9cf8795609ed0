//! The protocol buffers wire format, read in place: nothing is copied, nothing is allocated.

/// What is wrong, and at which byte of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WireError {
    pub at: usize,
    pub what: &'static str,
}

/// One field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    /// 32 or 64 fixed bits; OpenStreetMap's messages have none.
    Fixed,
}

impl<'a> Value<'a> {
    pub fn bytes(self) -> Result<&'a [u8], WireError> {
        match self {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(WireError {
                at: 0,
                what: "a number where bytes belong",
            }),
        }
    }

    pub fn number(self) -> Result<u64, WireError> {
        match self {
            Value::Varint(number) => Ok(number),
            _ => Err(WireError {
                at: 0,
                what: "bytes where a number belongs",
            }),
        }
    }
}

/// A message, field by field.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    pub fn of(bytes: &'a [u8]) -> Fields<'a> {
        Fields { bytes, at: 0 }
    }

    fn field(&mut self) -> Result<(u64, Value<'a>), WireError> {
        let start = self.at;
        let key = varint(self.bytes, &mut self.at)?;
        let value = match key & 7 {
            0 => Value::Varint(varint(self.bytes, &mut self.at)?),
            1 => self.skip(8, start)?,
            2 => {
                let length = varint(self.bytes, &mut self.at)?;
                Value::Bytes(self.take(length, start)?)
            }
            5 => self.skip(4, start)?,
            _ => {
                return Err(WireError {
                    at: start,
                    what: "an unknown wire type",
                });
            }
        };
        Ok((key >> 3, value))
    }

    fn take(&mut self, length: u64, start: usize) -> Result<&'a [u8], WireError> {
        let left = self.bytes.len() - self.at;
        let length = usize::try_from(length)
            .ok()
            .filter(|&length| length <= left);
        let length = length.ok_or(WireError {
            at: start,
            what: "a field that is longer than the rest",
        })?;
        let bytes = &self.bytes[self.at..self.at + length];
        self.at += length;
        Ok(bytes)
    }

    fn skip(&mut self, length: u64, start: usize) -> Result<Value<'a>, WireError> {
        self.take(length, start).map(|_| Value::Fixed)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.at = self.bytes.len();
        }
        Some(field)
    }
}

/// Numbers packed one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Packed<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Packed<'a> {
    pub fn of(bytes: &'a [u8]) -> Packed<'a> {
        Packed { bytes, at: 0 }
    }

    pub fn next(&mut self) -> Result<Option<u64>, WireError> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        varint(self.bytes, &mut self.at).map(Some)
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, WireError> {
    let start = *at;
    let mut value = 0u64;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*at).ok_or(WireError {
            at: start,
            what: "a number that is cut off",
        })?;
        *at += 1;
        if shift < 64 {
            value |= u64::from(byte & 0x7f) << shift;
        }
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(WireError {
        at: start,
        what: "a number of more than ten bytes",
    })
}

/// The signed number behind a zigzag-encoded one.
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_are_read_as_the_encoding_guide_shows() {
        // Field 1 = 150, and field 2 = "testing": the examples of the protocol buffers encoding guide.
        let message = b"\x08\x96\x01\x12\x07testing";
        let fields: Vec<_> = Fields::of(message).map(Result::unwrap).collect();
        assert_eq!(
            fields,
            [(1, Value::Varint(150)), (2, Value::Bytes(b"testing"))]
        );
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    }

    #[test]
    fn what_is_cut_off_or_overlong_is_refused_where_it_starts() {
        let cut = Fields::of(b"\x08\x01\x12\x07test").nth(1).unwrap();
        assert_eq!(
            cut,
            Err(WireError {
                at: 2,
                what: "a field that is longer than the rest"
            })
        );
        let mut endless = Packed::of(&[0xff; 11]);
        assert_eq!(
            endless.next(),
            Err(WireError {
                at: 0,
                what: "a number of more than ten bytes"
            })
        );
    }
}
