//! The macros that say a request, an answer or an operation once: a Rust struct and its `const` description from the
//! same lines (the description is what `cargo xtask gen` writes the bindings' models from).
//!
//! Not for behaviour. A struct of an answer never fails to read: a member of an unexpected type stays in `extra`.

use crate::amount::Amount;
use crate::body::Body;
use crate::json::{Object, Value, WriteError, Writer};
use crate::operation::{FieldKind, Model};

/// A Rust type that can stand in a model.
pub trait FieldType: Sized {
    /// What the description says of it.
    const KIND: FieldKind;
}

/// A field of a request.
pub trait WriteField: FieldType {
    /// Writes the value in canonical form.
    ///
    /// # Errors
    /// A number that no JSON reader would read back unchanged, or nesting that is too deep.
    fn write(&self, writer: &mut Writer) -> Result<(), WriteError>;
}

/// A field of an answer.
pub trait ReadField: FieldType {
    /// Reads the value, or gives it back when it has another type.
    ///
    /// # Errors
    /// The unchanged value.
    fn read(value: Value) -> Result<Self, Value>;
}

macro_rules! field_type {
    ($ty:ty, $kind:ident, |$value:ident, $writer:ident| $write:expr, |$read:ident| $result:expr) => {
        impl FieldType for $ty {
            const KIND: FieldKind = FieldKind::$kind;
        }

        impl WriteField for $ty {
            fn write(&self, $writer: &mut Writer) -> Result<(), WriteError> {
                let $value = self;
                $write
            }
        }

        impl ReadField for $ty {
            fn read($read: Value) -> Result<Self, Value> {
                $result
            }
        }
    };
}

field_type!(
    String,
    Text,
    |text, writer| {
        writer.string(text);
        Ok(())
    },
    |value| value.as_str().map(str::to_owned).ok_or(value)
);
field_type!(
    Amount,
    Amount,
    |amount, writer| {
        writer.amount(amount);
        Ok(())
    },
    |value| value.as_f64().and_then(|number| Amount::try_from(number).ok()).ok_or(value)
);
field_type!(i64, Integer, |number, writer| writer.integer(*number), |value| value.as_i64().ok_or(value));
field_type!(
    bool,
    Bool,
    |flag, writer| {
        writer.bool(*flag);
        Ok(())
    },
    |value| value.as_bool().ok_or(value)
);
field_type!(Object, Object, |object, writer| writer.object(object), |value| match value {
    Value::Object(object) => Ok(object),
    other => Err(other),
});
field_type!(Value, Any, |value, writer| writer.value(value), |value| Ok(value));

impl<T: FieldType> FieldType for Vec<T> {
    const KIND: FieldKind = FieldKind::List(&T::KIND);
}

impl<T: WriteField> WriteField for Vec<T> {
    fn write(&self, writer: &mut Writer) -> Result<(), WriteError> {
        writer.begin_array();
        for item in self {
            item.write(writer)?;
        }
        writer.end_array();
        Ok(())
    }
}

impl<T: ReadField> ReadField for Vec<T> {
    fn read(value: Value) -> Result<Self, Value> {
        // All or nothing: half a list would be a silent loss, so a list with one odd item stays in `extra` whole.
        let Value::Array(items) = &value else { return Err(value) };
        match items.iter().map(|item| T::read(item.clone())).collect::<Result<Vec<T>, Value>>() {
            Ok(list) => Ok(list),
            Err(_) => Err(value),
        }
    }
}

/// The typed form of an answer.
pub trait Response: Sized + Default + std::fmt::Debug {
    /// The description of its fields.
    const MODEL: &'static Model;

    /// Reads an answer; members that are unknown or of an unexpected type stay in `extra`.
    fn from_value(value: Value) -> Self;
}

/// The typed form of a request.
pub trait Request {
    /// The operation it belongs to.
    const OPERATION: &'static crate::operation::Operation;
    /// What the partner answers.
    type Response: Response;

    /// Writes the fields in wire order as one JSON object.
    ///
    /// # Errors
    /// A number in a JSON value of the caller's that cannot be carried exactly, or nesting that is too deep.
    fn write(&self, writer: &mut Writer) -> Result<(), WriteError>;

    /// The document that is the body, if the caller gives one. It is shared, not copied.
    fn payload(&self) -> Option<Body>;
}

/// Whether a request is a document of the caller's; most are fields.
pub(crate) trait Document {
    /// The document.
    fn document(&self) -> Option<Body> {
        None
    }
}

/// The name on the wire of a field that is called like a word of the language (`r#type`).
pub(crate) const fn wire_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// `required`/`optional` as a type.
macro_rules! presence {
    (required $ty:ty) => { $ty };
    (optional $ty:ty) => { Option<$ty> };
    (is required) => { true };
    (is optional) => { false };
    (write required $writer:ident $name:expr, $value:expr) => {{
        $writer.field($name);
        $crate::partners::model::WriteField::write(&$value, $writer)?;
    }};
    (write optional $writer:ident $name:expr, $value:expr) => {
        if let Some(value) = &$value {
            $writer.field($name);
            $crate::partners::model::WriteField::write(value, $writer)?;
        }
    };
}

/// Request structs: `required|optional Place name: Type, Rule;`, in wire order.
macro_rules! requests {
    ($(
        $(#[doc = $doc:literal])+
        $struct:ident {
            $( $(#[doc = $field_doc:literal])+ $presence:ident $place:ident $field:ident: $ty:ty, $rule:ident $(($($bound:literal),+))?; )*
        }
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $struct {
            $( $(#[doc = $field_doc])+ pub $field: presence!($presence $ty), )*
        }

        impl $struct {
            /// The description that the bindings and the documentation are written from.
            pub const MODEL: $crate::operation::Model = $crate::operation::Model {
                name: stringify!($struct),
                doc: $crate::operation::described(concat!($($doc, "\n"),+)),
                fields: &[ $( $crate::operation::Field {
                    name: $crate::partners::model::wire_name(stringify!($field)),
                    kind: <$ty as $crate::partners::model::FieldType>::KIND,
                    required: presence!(is $presence),
                    place: $crate::operation::Place::$place,
                    rule: $crate::operation::Rule::$rule $(($($bound),+))?,
                    secret: false,
                    doc: $crate::operation::described(concat!($($field_doc, "\n"),+)),
                }, )* ],
            };

            pub(crate) fn write_fields(&self, writer: &mut $crate::json::Writer) -> Result<(), $crate::json::WriteError> {
                writer.begin_object();
                $( presence!(write $presence writer $crate::partners::model::wire_name(stringify!($field)), self.$field); )*
                writer.end_object();
                Ok(())
            }
        }

        impl $crate::partners::model::Document for $struct {}

        impl $crate::partners::model::FieldType for $struct {
            const KIND: $crate::operation::FieldKind = $crate::operation::FieldKind::Model(&$struct::MODEL);
        }

        /// Also as a part of a larger request.
        impl $crate::partners::model::WriteField for $struct {
            fn write(&self, writer: &mut $crate::json::Writer) -> Result<(), $crate::json::WriteError> {
                self.write_fields(writer)
            }
        }
    )+ };
}

/// Answer structs: `[secret] name ["wireName"]: Type;`. Every field is an `Option`, and `extra` keeps the rest.
macro_rules! responses {
    (@secret) => { false };
    (@secret secret) => { true };
    (@debug $debug:ident $name:expr, $value:expr; ) => { $debug.field($name, &$value) };
    (@debug $debug:ident $name:expr, $value:expr; secret) => {
        $debug.field($name, &$value.as_ref().map(|_| $crate::secret::REDACTED))
    };
    ($(
        $(#[doc = $doc:literal])+
        $struct:ident {
            $( $(#[doc = $field_doc:literal])+ $([$secret:ident])? $field:ident = $wire:literal: $ty:ty; )*
        }
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $struct {
            $( $(#[doc = $field_doc])+ pub $field: Option<$ty>, )*
            /// Members that this version does not know, or whose type is not the documented one.
            pub extra: $crate::json::Object,
        }

        impl $crate::partners::model::Response for $struct {
            const MODEL: &'static $crate::operation::Model = &$crate::operation::Model {
                name: stringify!($struct),
                doc: $crate::operation::described(concat!($($doc, "\n"),+)),
                fields: &[ $( $crate::operation::Field {
                    name: $wire,
                    kind: <$ty as $crate::partners::model::FieldType>::KIND,
                    required: false,
                    place: $crate::operation::Place::Body,
                    rule: $crate::operation::Rule::Any,
                    secret: responses!(@secret $($secret)?),
                    doc: $crate::operation::described(concat!($($field_doc, "\n"),+)),
                }, )* ],
            };

            fn from_value(value: $crate::json::Value) -> Self {
                let mut answer = Self::default();
                let object = match value {
                    $crate::json::Value::Object(object) => object,
                    _ => return answer,
                };
                for (name, value) in object {
                    if value.is_null() && Self::MODEL.fields.iter().any(|field| name.as_str() == Some(field.name)) {
                        continue;
                    }
                    match name.as_str() {
                        $( Some($wire) => match $crate::partners::model::ReadField::read(value) {
                            Ok(read) => answer.$field = Some(read),
                            Err(value) => { answer.extra.insert(name, value); }
                        }, )*
                        _ => { answer.extra.insert(name, value); }
                    }
                }
                answer
            }
        }

        impl $crate::partners::model::FieldType for $struct {
            const KIND: $crate::operation::FieldKind =
                $crate::operation::FieldKind::Model(<$struct as $crate::partners::model::Response>::MODEL);
        }

        impl $crate::partners::model::ReadField for $struct {
            fn read(value: $crate::json::Value) -> Result<Self, $crate::json::Value> {
                match value {
                    $crate::json::Value::Object(_) => Ok($crate::partners::model::Response::from_value(value)),
                    other => Err(other),
                }
            }
        }

        impl std::fmt::Debug for $struct {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut debug = f.debug_struct(stringify!($struct));
                $( responses!(@debug debug stringify!($field), self.$field; $($secret)?); )*
                let mut extra = $crate::json::Value::Object(self.extra.clone());
                $crate::json::redact(&mut extra, $crate::error::SECRET_MEMBERS);
                debug.field("extra", &format_args!("{extra}")).finish()
            }
        }
    )+ };
}

/// Operations: their `const` descriptions, the typed request of each, and the client's method of the same name. With
/// `group name Struct` the operation is `name.method`, and the method stands on `Struct`, which `client.name()` gives.
macro_rules! operations {
    (
        client $client:ident;
        $(
            $(#[doc = $doc:literal])+
            $name:ident($request:ident) -> $response:ident = $constant:ident:
                $method:ident $path:literal, $auth:ident, $replay:ident, $key:expr $(, $extra:ident = $value:expr)*;
        )+
    ) => {
        $( operations!(@describe stringify!($name), [$($doc),+], $request, $response, $constant,
            $method $path, $auth, $replay, $key $(, $extra = $value)*); )+

        const OPERATIONS: &[&$crate::operation::Operation] = &[$(&$constant),+];

        #[cfg(feature = "ureq")]
        impl $crate::driver::$client {
            $( operations!(@method [$($doc),+], $name, $request, $response); )+
        }
    };
    (
        client $client:ident;
        $(
            $(#[doc = $group_doc:literal])+
            group $group:ident $struct:ident {
                $(
                    $(#[doc = $doc:literal])+
                    $name:ident($request:ident) -> $response:ident = $constant:ident:
                        $method:ident $path:literal, $auth:ident, $replay:ident, $key:expr $(, $extra:ident = $value:expr)*;
                )+
            }
        )+
    ) => {
        $($( operations!(@describe concat!(stringify!($group), ".", stringify!($name)), [$($doc),+], $request, $response,
            $constant, $method $path, $auth, $replay, $key $(, $extra = $value)*); )+)+

        const OPERATIONS: &[&$crate::operation::Operation] = &[$($(&$constant),+),+];

        $(
            $(#[doc = $group_doc])+
            #[cfg(feature = "ureq")]
            #[derive(Clone, Copy, Debug)]
            pub struct $struct<'a>(&'a $crate::driver::$client);

            #[cfg(feature = "ureq")]
            impl<'a> $struct<'a> {
                $( operations!(@method [$($doc),+], $name, $request, $response); )+

                #[allow(dead_code)] // only groups with lists have more than the methods above
                pub(crate) fn client(&self) -> &'a $crate::driver::$client {
                    self.0
                }

                fn send<R: $crate::partners::model::Request>(
                    &self,
                    request: &R,
                    options: &$crate::driver::RequestOptions,
                ) -> Result<$crate::Answer<R::Response>, $crate::Error> {
                    self.0.send(request, options)
                }
            }
        )+

        #[cfg(feature = "ureq")]
        impl $crate::driver::$client {
            $(
                $(#[doc = $group_doc])+
                #[must_use]
                pub fn $group(&self) -> $struct<'_> {
                    $struct(self)
                }
            )+
        }
    };
    (@describe $name:expr, [$($doc:literal),+], $request:ident, $response:ident, $constant:ident,
        $method:ident $path:literal, $auth:ident, $replay:ident, $key:expr $(, $extra:ident = $value:expr)*) => {
        $(#[doc = $doc])+
        pub const $constant: $crate::operation::Operation = $crate::operation::Operation {
            name: $name,
            doc: $crate::operation::described(concat!($($doc, "\n"),+)),
            method: $crate::operation::Method::$method,
            path: $path,
            auth: $crate::operation::Auth::$auth,
            replay: $crate::operation::Replay::$replay,
            key: $key,
            request: &$request::MODEL,
            response: $crate::operation::answer_model(<$response as $crate::partners::model::Response>::MODEL),
            $($extra: $value,)*
            ..$crate::operation::Operation::PLAIN
        };

        impl $crate::partners::model::Request for $request {
            const OPERATION: &'static $crate::operation::Operation = &$constant;
            type Response = $response;

            fn write(&self, writer: &mut $crate::json::Writer) -> Result<(), $crate::json::WriteError> {
                self.write_fields(writer)
            }

            fn payload(&self) -> Option<$crate::Body> {
                $crate::partners::model::Document::document(self)
            }
        }
    };
    (@method [$($doc:literal),+], $name:ident, $request:ident, $response:ident) => {
        $(#[doc = $doc])+
        ///
        /// # Errors
        /// [`Error`](crate::Error): its `outcome()` says what is known about the money.
        pub fn $name(&self, request: &$request) -> Result<$crate::Answer<$response>, $crate::Error> {
            self.send(request, &$crate::driver::RequestOptions::default())
        }
    };
}

pub(crate) use {operations, presence, requests, responses};
