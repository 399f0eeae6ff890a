import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayUnique, Matches } from 'class-validator';
import { List, MayBeLeftOut } from '../platform/http/fields.js';

const FieldNames = () => (target: object, key: string) => {
  ApiPropertyOptional({ type: [String] })(target, key);
  MayBeLeftOut()(target, key);
  List(0, 30)(target, key);
  ArrayUnique({ message: '有重复|names a field twice' })(target, key);
  Matches(/^[A-Za-z][A-Za-z0-9.]{0,49}$/, { each: true, message: '应为字段名|must be names of fields' })(target, key);
};

/** How the form was filled in, as the device knows it; disclosed beside the fact. */
export class EntryDto {
  @FieldNames() copied?: string[];
  @FieldNames() untouched?: string[];
}
